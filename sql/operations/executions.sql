-- Which executions were there?
-- One row per execution, the newest first. The seconds of one that is under way are those so far.
-- @param pipeline TEXT all   only this pipeline
-- @param limit INTEGER 20    at most so many
SELECT
  execution_id, pipeline_name, pipeline_version, display_name, logical_date, status, started_at,
  round(
    (julianday(CASE WHEN status IN ('Executing', 'Stopping') THEN 'now' ELSE coalesce(ended_at, started_at) END)
      - julianday(started_at)) * 86400, 1) AS seconds,
  started_by, replace(failure_reason, char(10), ' ') AS failure_reason
FROM mlops.pipeline_executions
WHERE :pipeline IS NULL OR pipeline_name = :pipeline
ORDER BY started_at DESC, execution_id DESC
LIMIT coalesce(:limit, 20)
