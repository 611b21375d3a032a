-- Which step of a pipeline filled a feature group last?
-- @param group TEXT -        the feature group
-- @param until TEXT now      at this time or earlier
SELECT made.execution_id, made.step_name, batch.rows_read AS row_count
FROM (
  SELECT execution_id, rows_read
  FROM feature_store.feature_ingestions
  WHERE feature_group_name = :group AND source_kind IS NULL AND (:until IS NULL OR write_time <= :until)
  ORDER BY write_time DESC LIMIT 100000) AS batch
CROSS JOIN mlops.pipeline_step_artifacts AS made
  ON made.name = 'feature_store.feature_ingestions' AND made.direction = 'output' AND made.execution_id = batch.execution_id
LIMIT 1
