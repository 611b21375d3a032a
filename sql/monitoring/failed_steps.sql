-- Which executions failed or stopped, in which step and why?
-- One row per execution that did not end well, the newest first; none where all did.
-- Plain sqlite3 runs this file unchanged.
-- @param executions INTEGER 20   at most so many
-- @param pipeline TEXT all       only this pipeline
SELECT
  execution.started_at, execution.pipeline_name, execution.execution_id, execution.status, step.step_name,
  replace(coalesce(step.message, execution.failure_reason), char(10), ' ') AS reason,
  execution.started_by
FROM mlops.pipeline_executions AS execution
LEFT JOIN mlops.pipeline_execution_steps AS step
  ON step.execution_id = execution.execution_id AND step.status IN ('Failed', 'Stopped')
WHERE
  execution.status IN ('Failed', 'Stopped', 'Stopping')
  AND coalesce(:pipeline, 'all') IN ('all', execution.pipeline_name)
ORDER BY execution.started_at DESC, execution.execution_id DESC, step.step_number
LIMIT coalesce(:executions, 20)
