-- Which executions can go?
-- Those that ended before a day, but for the latest of each pipeline and for what is still needed: by a registered model, by
-- a schedule or a backfill that is under way, because the next execution would use their outcomes, or because a kept one did.
-- @param before TEXT -      UTC, the end of what goes
-- @param keep INTEGER 5     how many of the latest executions of each pipeline stay
WITH RECURSIVE
  ranked AS (
    SELECT
      execution_id, pipeline_name, status, started_at, ended_at,
      row_number() OVER (PARTITION BY pipeline_name ORDER BY started_at DESC, execution_id DESC) AS age
    FROM mlops.pipeline_executions
  ),
  needed (execution_id) AS (
    SELECT execution_id FROM mlops.model_packages
    UNION
    SELECT runs.execution_id FROM mlops.runs JOIN mlops.model_packages USING (mlflow_run_id)
    UNION
    SELECT made.execution_id
    FROM mlops.pipeline_step_artifacts AS made
    JOIN mlops.model_packages ON model_packages.model_artifact = made.name
    WHERE made.direction = 'output'
    UNION
    -- What the next execution would use again: the latest work of each step.
    SELECT execution_id
    FROM (
      SELECT
        execution_id,
        row_number() OVER (PARTITION BY pipeline_name, step_name ORDER BY step.ended_at DESC, execution_id DESC) AS place
      FROM mlops.pipeline_execution_steps AS step
      JOIN mlops.pipeline_executions USING (execution_id)
      WHERE step.status = 'Succeeded' AND step.reused_from IS NULL AND step.cache_key IS NOT NULL)
    WHERE place = 1
    UNION
    SELECT execution.execution_id
    FROM mlops.schedule_runs AS run
    JOIN mlops.pipeline_executions AS execution
      ON execution.request ->> '$.schedule' = run.schedule_name
      AND execution.request ->> '$.scheduled_for' = run.scheduled_for
    WHERE run.status IN ('Queued', 'Executing')
    UNION
    SELECT day.execution_id
    FROM mlops.backfill_days AS day
    WHERE EXISTS (
      SELECT 1 FROM mlops.backfill_days AS other
      WHERE other.backfill_id = day.backfill_id AND other.status <> 'Succeeded')
  ),
  kept (execution_id) AS (
    SELECT execution_id FROM ranked
    WHERE age <= coalesce(:keep, 5) OR ended_at IS NULL OR ended_at >= :before
      OR execution_id IN (SELECT execution_id FROM needed)
    UNION
    SELECT step.reused_from
    FROM kept JOIN mlops.pipeline_execution_steps AS step USING (execution_id)
    WHERE step.reused_from IS NOT NULL
  )
SELECT execution_id, pipeline_name, status, ended_at
FROM ranked
WHERE execution_id NOT IN (SELECT execution_id FROM kept WHERE execution_id IS NOT NULL)
ORDER BY started_at, execution_id
