-- What did each batch bring into the feature store?
-- One row per batch and feature group, the newest first. rows_unchanged were there already with the same values; a
-- batch that rewrites many rows tells of corrected history.
-- Plain sqlite3 runs this file unchanged.
-- @param batches INTEGER 20   at most so many
SELECT
  batch.write_time, batch.feature_group_name, batch.rows_read, batch.rows_written,
  batch.rows_read - batch.rows_written AS rows_unchanged,
  round(100.0 * batch.rows_written / nullif(batch.rows_read, 0), 1) AS written_percent,
  execution.pipeline_name, batch.execution_id
FROM feature_store.feature_ingestions AS batch
LEFT JOIN mlops.pipeline_executions AS execution USING (execution_id)
ORDER BY batch.write_time DESC, batch.feature_group_name, batch.execution_id
LIMIT coalesce(:batches, 20)
