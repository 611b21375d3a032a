-- Which values did an execution's parameters have?
-- One row per parameter, by name.
-- @param execution TEXT -   the execution
SELECT key AS parameter, value
FROM mlops.pipeline_executions, json_each(parameters)
WHERE execution_id = :execution
ORDER BY key
