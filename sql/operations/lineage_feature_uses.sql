-- Which feature groups took records from files and tables?
-- One row per group and per file or list of tables (JSON). What pipelines wrote is told by their steps.
SELECT DISTINCT
  feature_group_name AS feature_group, source_kind AS kind, CASE source_kind WHEN 'file' THEN source ELSE source_tables END AS source
FROM feature_store.feature_ingestions AS ingestion
WHERE source_kind IN ('file', 'query')
ORDER BY 1, 2, 3
