-- What did each step of an execution do, and what did it cost?
-- peak_memory_mb is the largest resident memory of the process while the step ran. A step that was reused did no work: it
-- stands for what it did in the execution reused_from. The seconds of one that is under way are those so far.
-- @param execution TEXT -   the execution
SELECT
  step_number AS step, step_name, step_type, status, substr(reused_from, 1, 13) AS reused_from, attempts,
  round(
    (julianday(CASE WHEN status = 'Executing' THEN 'now' ELSE coalesce(ended_at, started_at) END)
      - julianday(started_at)) * 86400, 2) AS seconds,
  round(cpu_seconds, 2) AS cpu_seconds, round(peak_memory_bytes / 1e6) AS peak_memory_mb,
  replace(message, char(10), ' ') AS message, replace(decision, char(10), ' ') AS decision
FROM mlops.pipeline_execution_steps
WHERE execution_id = :execution
ORDER BY step_number
