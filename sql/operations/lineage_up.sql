-- Where does a table or a file come from?
-- One row per table and file that it was made from, however far back, nearest first; made_by is empty for what no pipeline
-- made. depth 0 is the thing itself.
-- @param name TEXT -        a table (db.table) or an object (the path below objects/)
-- @param execution TEXT newest   as that execution made or used it
-- @param until TEXT now      as it was at this time
-- read_at is when the step began that read it, made_at when the step ended that made it.
WITH RECURSIVE
  -- What steps made; looked up by name, never gathered as a whole. A step that registers an archive leaves it as it was: it did not make it.
  made AS NOT MATERIALIZED (
    SELECT output.*
    FROM mlops.pipeline_step_artifacts AS output
    WHERE output.direction = 'output' AND NOT EXISTS (
      SELECT 1 FROM mlops.pipeline_step_artifacts AS same
      WHERE same.execution_id = output.execution_id AND same.step_name = output.step_name
        AND same.direction = 'input' AND same.name = output.name AND same.sha256 = output.sha256)
  ),
  -- Who may have made it last: the newest executions, and those that began earlier and were resumed.
  makers (execution_id) AS (
    SELECT :execution WHERE :execution IS NOT NULL
    UNION
    -- It may have used what another one made.
    SELECT reused_from FROM mlops.pipeline_execution_steps
    WHERE execution_id = :execution AND reused_from IS NOT NULL
    UNION
    SELECT execution_id
    FROM (
      SELECT execution_id FROM made
      WHERE name = :name AND :execution IS NULL
        AND (:until IS NULL OR EXISTS (
          SELECT 1 FROM mlops.pipeline_executions AS earlier
          WHERE earlier.execution_id = made.execution_id AND earlier.started_at <= :until))
      ORDER BY execution_id DESC LIMIT 20)
    UNION
    SELECT execution_id FROM mlops.pipeline_executions WHERE times_resumed > 0 AND :execution IS NULL
  ),
  walk (depth, kind, name, row_count, byte_count, sha256, execution_id, step_name, read_at) AS (
    SELECT 0, kind, name, row_count, byte_count, sha256, execution_id, step_name, :until
    FROM (
      SELECT artifact.*
      FROM makers
      CROSS JOIN made AS artifact USING (execution_id)
      JOIN mlops.pipeline_execution_steps AS step USING (execution_id, step_name)
      WHERE artifact.name = :name AND (:until IS NULL OR step.ended_at <= :until)
      ORDER BY step.ended_at DESC LIMIT 1)
    UNION
    SELECT
      walk.depth + 1, input.kind, input.name, input.row_count, input.byte_count, input.sha256,
      -- What has this content under this name was made by the latest execution that could have been its source.
      (SELECT made.execution_id FROM made
       WHERE made.name = input.name AND made.sha256 = input.sha256 AND made.execution_id <= walk.execution_id
       ORDER BY made.execution_id DESC LIMIT 1),
      (SELECT made.step_name FROM made
       WHERE made.name = input.name AND made.sha256 = input.sha256 AND made.execution_id <= walk.execution_id
       ORDER BY made.execution_id DESC LIMIT 1),
      (SELECT reader.started_at FROM mlops.pipeline_execution_steps AS reader
       WHERE reader.execution_id = walk.execution_id AND reader.step_name = walk.step_name)
    FROM walk
    JOIN mlops.pipeline_step_artifacts AS input
      ON input.execution_id = walk.execution_id AND input.step_name = walk.step_name AND input.direction = 'input'
    WHERE walk.depth < 50
  )
SELECT
  min(walk.depth) AS depth, walk.kind, walk.name, walk.row_count, walk.byte_count, substr(walk.sha256, 1, 16) AS sha256,
  walk.step_name AS made_by, walk.execution_id, execution.program_version, execution.pipeline_version,
  execution.parameters, max(walk.read_at) AS read_at, maker.ended_at AS made_at
FROM walk
LEFT JOIN mlops.pipeline_executions AS execution ON execution.execution_id = walk.execution_id
LEFT JOIN mlops.pipeline_execution_steps AS maker
  ON maker.execution_id = walk.execution_id AND maker.step_name = walk.step_name
GROUP BY walk.kind, walk.name, walk.sha256, walk.execution_id, walk.step_name
ORDER BY 1, 2 DESC, 3
