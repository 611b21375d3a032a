-- What was made from a table or a file?
-- One row per table and file that was made from it, however far on, in the newest execution that read it.
-- @param name TEXT -        a table (db.table) or an object (the path below objects/)
-- @param since TEXT always   only what steps made that began at this time or later
WITH RECURSIVE
  walk (depth, kind, name, row_count, byte_count, sha256, execution_id, step_name) AS (
    SELECT 0, kind, name, row_count, byte_count, sha256, execution_id, step_name
    FROM mlops.pipeline_step_artifacts AS input
    WHERE name = :name AND direction = 'input'
      AND execution_id = (
        SELECT max(execution_id) FROM mlops.pipeline_step_artifacts WHERE name = :name AND direction = 'input')
      AND (:since IS NULL OR :since <= (
        SELECT max(step.started_at) FROM mlops.pipeline_execution_steps AS step
        WHERE step.execution_id = input.execution_id AND step.step_name = input.step_name))
    UNION
    SELECT
      walk.depth + 1, output.kind, output.name, output.row_count, output.byte_count, output.sha256,
      output.execution_id, output.step_name
    FROM walk
    JOIN mlops.pipeline_step_artifacts AS reader
      ON reader.direction = 'input' AND reader.name = walk.name AND reader.sha256 = walk.sha256
      AND reader.execution_id >= walk.execution_id
    JOIN mlops.pipeline_step_artifacts AS output
      ON output.execution_id = reader.execution_id AND output.step_name = reader.step_name
      AND output.direction = 'output'
    WHERE walk.depth < 50
  )
SELECT
  min(depth) AS depth, kind, name, row_count, byte_count, substr(sha256, 1, 16) AS sha256, step_name AS made_by,
  execution_id
FROM walk
WHERE depth > 0
GROUP BY kind, name, sha256, execution_id, step_name
ORDER BY 1, 2 DESC, 3
