-- Which tables and files came of a point-in-time dataset, and which were its rows read from?
-- One row per table or file that rows went to (made = 1), with the newest dataset, and per dataset that rows were read for.
SELECT 1 AS made, max(dataset_id) AS dataset_id, destination AS file, NULL AS tables
FROM mlops.feature_datasets
WHERE destination COLLATE NOCASE < 'training'
GROUP BY destination
UNION ALL
SELECT 1, max(dataset_id), destination, NULL
FROM mlops.feature_datasets
WHERE destination COLLATE NOCASE > 'training'
GROUP BY destination
UNION ALL
SELECT 0, dataset_id, entities_file, entities_tables
FROM (
  SELECT * FROM mlops.feature_datasets WHERE entities_kind IN ('file', 'query') ORDER BY dataset_id DESC LIMIT 500)
