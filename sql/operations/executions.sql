-- Which executions were there?
-- One row per execution, the newest first.
-- @param pipeline TEXT all   only this pipeline
-- @param limit INTEGER 20    at most so many
SELECT
  execution_id, pipeline_name, status, started_at,
  round((julianday(coalesce(ended_at, started_at)) - julianday(started_at)) * 86400, 1) AS seconds,
  started_by, replace(failure_reason, char(10), ' ') AS failure_reason
FROM mlops.pipeline_executions
WHERE :pipeline IS NULL OR pipeline_name = :pipeline
ORDER BY started_at DESC, execution_id DESC
LIMIT coalesce(:limit, 20)
