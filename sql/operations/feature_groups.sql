-- Which feature groups are there?
-- Tags are a JSON object.
SELECT
  g.feature_group_name, g.record_identifier_name, g.event_time_name,
  (SELECT count(*) FROM feature_store.feature_definitions AS d WHERE d.feature_group_name = g.feature_group_name)
    AS features,
  g.record_count AS records_written,
  g.last_write_time,
  g.pipeline_name,
  g.last_event_time,
  g.ttl_seconds,
  (SELECT nullif(json_group_object(tag_name, tag_value), '{}') FROM feature_store.feature_group_tags AS t
    WHERE t.feature_group_name = g.feature_group_name) AS tags,
  g.description
FROM feature_store.feature_groups AS g
ORDER BY 1
