-- Which feature groups took records from files and tables?
-- One row per batch, the oldest first: its group, its file or list of tables (JSON), and when it was written. What pipelines wrote is
-- told by their steps.
SELECT
  feature_group_name AS feature_group, source_kind AS kind, CASE source_kind WHEN 'file' THEN source ELSE source_tables END AS source,
  write_time
FROM feature_store.feature_ingestions AS ingestion
WHERE source_kind IN ('file', 'query')
ORDER BY write_time
