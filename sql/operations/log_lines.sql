-- What did an execution say while it ran?
-- One row per line of its log, in order.
-- @param execution TEXT -   the execution
-- @param step TEXT all      only the lines of this step
SELECT line_number AS line, logged_at, coalesce(step_name, '') AS step_name, level, message
FROM mlops.pipeline_log_lines
WHERE execution_id = :execution AND (:step IS NULL OR step_name = :step)
ORDER BY line_number
