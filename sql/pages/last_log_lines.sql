-- What did an execution say last?
-- One row per line of its log, in order; where there are more than wanted, the last ones.
-- @param execution TEXT -     the execution
-- @param lines INTEGER 500    at most so many
SELECT line, logged_at, step_name, level, message
FROM (
  SELECT line_number AS line, logged_at, coalesce(step_name, '') AS step_name, level, message
  FROM mlops.pipeline_log_lines
  WHERE execution_id = :execution
  ORDER BY line_number DESC
  LIMIT coalesce(:lines, 500)
)
ORDER BY line
