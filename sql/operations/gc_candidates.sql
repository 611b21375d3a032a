-- Which executions can go?
-- Those that ended before a day, but for the latest of each pipeline and for what is still needed: by a registered model, by
-- a schedule or a backfill that is under way, because the next execution would use their outcomes, or because a kept one did.
-- CROSS JOIN keeps the order in which the indexes answer; no table of the past is read whole but that of the executions.
-- @param before TEXT -      UTC, the end of what goes
-- @param keep INTEGER 5     how many of the latest executions of each pipeline stay
WITH RECURSIVE
  worked (step_name) AS (
    SELECT min(step_name) FROM mlops.pipeline_execution_steps
    WHERE status = 'Succeeded' AND reused_from IS NULL AND cache_key IS NOT NULL
    UNION ALL
    SELECT (
      SELECT min(step_name) FROM mlops.pipeline_execution_steps
      WHERE status = 'Succeeded' AND reused_from IS NULL AND cache_key IS NOT NULL AND step_name > worked.step_name)
    FROM worked WHERE step_name IS NOT NULL
  ),
  names (pipeline_name) AS (SELECT DISTINCT pipeline_name FROM mlops.pipelines),
  needed (execution_id) AS (
    SELECT execution_id FROM mlops.model_packages
    UNION
    SELECT runs.execution_id FROM mlops.runs JOIN mlops.model_packages USING (mlflow_run_id)
    UNION
    SELECT made.execution_id
    FROM mlops.model_packages
    CROSS JOIN mlops.pipeline_step_artifacts AS made
      ON made.name = model_packages.model_artifact AND made.direction = 'output'
    UNION
    -- What the next execution would use again: the latest work of each step.
    SELECT (
      SELECT step.execution_id
      FROM mlops.pipeline_execution_steps AS step
      CROSS JOIN mlops.pipeline_executions AS execution USING (execution_id)
      WHERE step.step_name = worked.step_name AND execution.pipeline_name = names.pipeline_name
        AND step.status = 'Succeeded' AND step.reused_from IS NULL AND step.cache_key IS NOT NULL
      ORDER BY step.ended_at DESC, step.execution_id DESC LIMIT 1)
    FROM worked, names
    WHERE step_name IS NOT NULL
    UNION
    SELECT execution.execution_id
    FROM mlops.schedule_runs AS run
    CROSS JOIN mlops.pipeline_executions AS execution
      ON execution.request ->> '$.schedule' = run.schedule_name
      AND execution.request ->> '$.scheduled_for' = run.scheduled_for
    WHERE run.status IN ('Queued', 'Executing') AND execution.request ->> '$.schedule' IS NOT NULL
    UNION
    SELECT day.execution_id
    FROM mlops.backfill_days AS day
    WHERE EXISTS (
      SELECT 1 FROM mlops.backfill_days AS other
      WHERE other.backfill_id = day.backfill_id AND other.status <> 'Succeeded')
    UNION
    SELECT latest.execution_id
    FROM names
    CROSS JOIN mlops.pipeline_executions AS latest
      ON latest.execution_id IN (
        SELECT execution_id FROM mlops.pipeline_executions AS own
        WHERE own.pipeline_name = names.pipeline_name
        ORDER BY own.started_at DESC, own.execution_id DESC LIMIT coalesce(:keep, 5))
  ),
  kept (execution_id) AS (
    SELECT execution_id FROM needed WHERE execution_id IS NOT NULL
    UNION
    SELECT execution_id FROM mlops.pipeline_executions WHERE ended_at IS NULL OR ended_at >= :before
    UNION
    SELECT step.reused_from
    FROM kept JOIN mlops.pipeline_execution_steps AS step USING (execution_id)
    WHERE step.reused_from IS NOT NULL
  )
SELECT execution_id, pipeline_name, status, ended_at
FROM mlops.pipeline_executions
WHERE ended_at < :before AND execution_id NOT IN (SELECT execution_id FROM kept)
ORDER BY started_at, execution_id
