-- Where do the pipelines spend their time, processor and memory?
-- One row per step, over the latest executions of each pipeline in which the step succeeded. peak_memory_mb is the most
-- that the process had held by the end of the step, so it never falls from step to step.
-- Plain sqlite3 runs this file unchanged.
-- @param executions INTEGER 20   how many of the latest executions of each pipeline
-- @param pipeline TEXT all       only this pipeline
WITH
  executions AS (
    SELECT
      execution_id, pipeline_name,
      row_number() OVER (PARTITION BY pipeline_name ORDER BY started_at DESC, execution_id DESC) AS age
    FROM mlops.pipeline_executions
    WHERE coalesce(:pipeline, 'all') IN ('all', pipeline_name)
  ),
  steps AS (
    SELECT
      executions.pipeline_name, step.step_number, step.step_name, step.cpu_seconds,
      step.peak_memory_bytes,
      86400 * (julianday(step.ended_at) - julianday(step.started_at)) AS seconds,
      row_number() OVER (PARTITION BY executions.pipeline_name, step.step_name ORDER BY executions.age) AS step_age
    FROM executions
    JOIN mlops.pipeline_execution_steps AS step USING (execution_id)
    WHERE executions.age <= coalesce(:executions, 20) AND step.status = 'Succeeded'
  ),
  costs AS (
    SELECT
      pipeline_name, min(step_number) AS step_number, step_name, count(*) AS executions, avg(seconds) AS mean_seconds,
      max(seconds) AS max_seconds, max(seconds) FILTER (WHERE step_age = 1) AS latest_seconds,
      avg(cpu_seconds) AS mean_cpu_seconds, max(peak_memory_bytes) AS peak_memory_bytes,
      100 * sum(seconds) / nullif(sum(sum(seconds)) OVER (PARTITION BY pipeline_name), 0) AS share_of_time_percent
    FROM steps
    GROUP BY pipeline_name, step_name
  )
SELECT
  pipeline_name, step_name, executions,
  round(mean_seconds, 2) AS mean_seconds,
  round(max_seconds, 2) AS max_seconds,
  round(latest_seconds, 2) AS latest_seconds,
  round(mean_cpu_seconds, 2) AS mean_cpu_seconds,
  round(peak_memory_bytes / 1e6) AS peak_memory_mb,
  round(share_of_time_percent, 1) AS share_of_time_percent
FROM costs
ORDER BY pipeline_name, step_number, step_name
