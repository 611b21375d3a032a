-- Which tables and files came of point-in-time datasets, and which were their rows read from?
-- One row per dataset that users made whose rows went to a table or a file (made = 1), the newest first, and per dataset that rows were
-- read for.
SELECT 1 AS made, dataset_id, destination AS file, NULL AS tables, created_at
FROM (
  SELECT dataset_id, destination, created_at FROM mlops.feature_datasets WHERE destination COLLATE NOCASE < 'training'
  UNION ALL
  SELECT dataset_id, destination, created_at FROM mlops.feature_datasets WHERE destination COLLATE NOCASE > 'training'
  ORDER BY 3 DESC, 1 DESC)
UNION ALL
SELECT 0, dataset_id, entities_file, entities_tables, created_at
FROM (
  SELECT * FROM mlops.feature_datasets WHERE entities_kind IN ('file', 'query') ORDER BY dataset_id DESC LIMIT 500)
