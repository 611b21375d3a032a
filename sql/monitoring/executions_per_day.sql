-- Did the pipelines run every day, and did they succeed?
-- One row per day and pipeline, the newest first. not_registered counts executions that went well but whose model
-- missed the thresholds. A day without an execution has no row.
-- Plain sqlite3 runs this file unchanged.
-- @param days INTEGER 30     how many days, counted back from the last execution
-- @param pipeline TEXT all   only this pipeline
WITH
  executions AS (
    SELECT
      execution_id, pipeline_name, status, date(started_at) AS day, max(date(started_at)) OVER () AS last_day,
      86400 * (julianday(ended_at) - julianday(started_at)) AS seconds,
      EXISTS (
        SELECT 1 FROM mlops.pipeline_execution_steps AS step
        WHERE step.execution_id = execution.execution_id
          AND step.step_type = 'RegisterModel' AND step.status = 'Skipped'
      ) AS is_not_registered
    FROM mlops.pipeline_executions AS execution
    WHERE coalesce(:pipeline, 'all') IN ('all', pipeline_name)
  )
SELECT
  day, pipeline_name,
  count(*) AS executions,
  count(*) FILTER (WHERE status = 'Succeeded') AS succeeded,
  count(*) FILTER (WHERE status = 'Failed') AS failed,
  count(*) FILTER (WHERE status NOT IN ('Succeeded', 'Failed')) AS other,
  count(*) FILTER (WHERE status = 'Succeeded' AND is_not_registered) AS not_registered,
  round(avg(seconds), 1) AS mean_seconds,
  round(max(seconds), 1) AS max_seconds
FROM executions
WHERE day > date(last_day, -coalesce(:days, 30) || ' days')
GROUP BY day, pipeline_name
ORDER BY day DESC, pipeline_name
