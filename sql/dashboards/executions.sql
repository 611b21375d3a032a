-- Which pipeline executions were there, and how did they end?
-- One row per execution of any pipeline, the newest first. condition_met is 1 or 0, and empty where the execution did
-- not come to its condition. parameters is JSON.
SELECT
  execution.started_at,
  date(execution.started_at) AS started_date,
  execution.execution_id, execution.pipeline_name, execution.pipeline_version, execution.status, execution.ended_at,
  round(86400 * (julianday(execution.ended_at) - julianday(execution.started_at)), 3) AS seconds,
  (SELECT round(sum(cpu_seconds), 3) FROM mlops.pipeline_execution_steps AS step
   WHERE step.execution_id = execution.execution_id) AS cpu_seconds,
  (SELECT max(peak_memory_bytes) FROM mlops.pipeline_execution_steps AS step
   WHERE step.execution_id = execution.execution_id) AS peak_memory_bytes,
  (SELECT min(step.outputs ->> '$.holds' = 'true') FROM mlops.pipeline_execution_steps AS step
   WHERE step.execution_id = execution.execution_id AND step.step_type = 'Condition') AS condition_met,
  replace(execution.failure_reason, char(10), ' ') AS failure_reason,
  execution.started_by, execution.program_version, execution.parameters
FROM mlops.pipeline_executions AS execution
ORDER BY execution.started_at DESC, execution.execution_id DESC
