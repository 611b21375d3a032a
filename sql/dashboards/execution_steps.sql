-- What did each step of each execution take?
-- One row per step, the newest execution first. peak_memory_bytes is the most that the process had held by the end of
-- the step.
SELECT
  execution.pipeline_name, step.execution_id, step.step_number, step.step_name, step.step_type, step.status,
  step.started_at, step.ended_at,
  round(86400 * (julianday(step.ended_at) - julianday(step.started_at)), 3) AS seconds,
  round(step.cpu_seconds, 3) AS cpu_seconds,
  step.peak_memory_bytes,
  replace(step.message, char(10), ' ') AS message
FROM mlops.pipeline_execution_steps AS step
JOIN mlops.pipeline_executions AS execution USING (execution_id)
ORDER BY execution.started_at DESC, execution.execution_id DESC, step.step_number, step.step_name
