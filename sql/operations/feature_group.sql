-- What is known of a feature group, beside its features?
-- One row. records_written counts every state that was ever written and not erased; the last ingestion is the newest batch,
-- under the execution of the pipeline or the key that it came with.
-- Tags are a JSON object.
-- @param group TEXT -   the feature group
SELECT
  g.feature_group_name, g.description,
  g.record_identifier_name AS record_identifier, g.event_time_name AS event_time, g.ttl_seconds,
  (SELECT nullif(json_group_object(tag_name, tag_value), '{}') FROM feature_store.feature_group_tags AS t
    WHERE t.feature_group_name = g.feature_group_name) AS tags,
  g.source_sql AS source, g.pipeline_name AS filled_by_pipeline,
  g.created_at, g.created_by, g.updated_at,
  g.record_count AS records_written, g.last_event_time, g.last_write_time,
  last.execution_id AS last_ingestion, last.source AS last_ingestion_source, last.write_time AS last_ingestion_time,
  last.rows_read AS last_ingestion_rows_read, last.rows_written AS last_ingestion_rows_written,
  last.rows_rejected AS last_ingestion_rows_rejected, last.ingested_by AS last_ingestion_by
FROM feature_store.feature_groups AS g
LEFT JOIN feature_store.feature_ingestions AS last
  ON last.feature_group_name = g.feature_group_name
  AND last.execution_id = (
    SELECT execution_id FROM feature_store.feature_ingestions AS i
    WHERE i.feature_group_name = g.feature_group_name ORDER BY i.write_time DESC, i.execution_id DESC LIMIT 1)
WHERE g.feature_group_name = :group
