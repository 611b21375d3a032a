-- What is known of an execution?
-- One row, or none where there is no such execution. parameters is JSON.
-- @param execution TEXT -   the execution
SELECT
  execution_id, pipeline_name, pipeline_version, display_name, status, started_at, ended_at,
  round(86400 * (julianday(ended_at) - julianday(started_at)), 2) AS seconds,
  failure_reason, started_by, process_id, program_version, logical_date, times_resumed, parameters,
  (SELECT count(*) FROM mlops.pipeline_log_lines AS line WHERE line.execution_id = execution.execution_id) AS log_lines
FROM mlops.pipeline_executions AS execution
WHERE execution_id = :execution
