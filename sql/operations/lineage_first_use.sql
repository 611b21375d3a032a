-- When was a table first read by a pipeline's step, from some time on?
-- @param name TEXT -        the table (db.table)
-- @param since TEXT -       at this time or later
SELECT (
  SELECT step.started_at
  FROM mlops.pipeline_executions AS execution
  CROSS JOIN mlops.pipeline_step_artifacts AS input
    ON input.name = :name AND input.direction = 'input' AND input.execution_id = execution.execution_id
  CROSS JOIN mlops.pipeline_execution_steps AS step
    ON step.execution_id = input.execution_id AND step.step_name = input.step_name
  WHERE execution.started_at >= :since
  ORDER BY execution.started_at, step.started_at LIMIT 1) AS first_read_at
