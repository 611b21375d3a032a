-- Which feature groups are there?
SELECT
  g.feature_group_name, g.record_identifier_name, g.event_time_name,
  (SELECT count(*) FROM feature_store.feature_definitions AS d WHERE d.feature_group_name = g.feature_group_name)
    AS features,
  (SELECT sum(rows_written) FROM feature_store.feature_ingestions AS i WHERE i.feature_group_name = g.feature_group_name)
    AS records_written,
  (SELECT max(write_time) FROM feature_store.feature_ingestions AS i WHERE i.feature_group_name = g.feature_group_name)
    AS last_write_time,
  g.pipeline_name
FROM feature_store.feature_groups AS g
ORDER BY 1
