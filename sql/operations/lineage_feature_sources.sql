-- Which files and tables were records of a feature group taken from?
-- One row per content of a file and per table or view of a query, with the newest batch. What pipelines wrote is told by their
-- steps.
-- @param group TEXT -        the feature group
-- @param until TEXT now      only batches that were written at this time or earlier
SELECT
  'file' AS kind, source AS name, rows_read AS row_count, source_byte_count AS byte_count,
  substr(source_sha256, 1, 16) AS sha256, max(write_time) AS write_time
FROM feature_store.feature_ingestions AS ingestion
WHERE source_kind = 'file' AND feature_group_name = :group AND (:until IS NULL OR write_time <= :until)
GROUP BY source, source_sha256
UNION ALL
SELECT 'table', read.value, NULL, NULL, NULL, max(ingestion.write_time)
FROM feature_store.feature_ingestions AS ingestion
JOIN json_each(ingestion.source_tables) AS read
WHERE ingestion.source_kind = 'query' AND ingestion.feature_group_name = :group
  AND (:until IS NULL OR ingestion.write_time <= :until)
GROUP BY read.value
ORDER BY 6 DESC, 1, 2
