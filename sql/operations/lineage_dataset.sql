-- What is a point-in-time dataset made of, and what is it for?
-- One row for each: its feature groups and the file and the tables of its rows (came_from), its run and where its rows went.
-- moment is as of when: a group as it was known, all else as the dataset was made.
-- @param dataset TEXT -      its id
SELECT 1 AS came_from, 'feature group' AS kind, feature_group_name AS name, rows_matched AS row_count, coalesce(known_until, '') AS moment
FROM mlops.feature_dataset_groups
WHERE dataset_id = :dataset
UNION ALL
SELECT 1, 'file', entities_file, row_count, created_at
FROM mlops.feature_datasets
WHERE dataset_id = :dataset AND entities_file IS NOT NULL
UNION ALL
SELECT 1, 'table', read.value, NULL, d.created_at
FROM mlops.feature_datasets AS d
JOIN json_each(d.entities_tables) AS read
WHERE d.dataset_id = :dataset AND d.entities_tables IS NOT NULL
UNION ALL
SELECT 0, 'run', mlflow_run_id, NULL, created_at
FROM mlops.feature_datasets
WHERE dataset_id = :dataset AND mlflow_run_id IS NOT NULL
UNION ALL
SELECT
  0, CASE WHEN destination LIKE '%/%' OR destination LIKE '%.csv' OR destination LIKE '%.csv.gz' THEN 'file' ELSE 'table' END,
  destination, row_count, created_at
FROM mlops.feature_datasets
WHERE dataset_id = :dataset AND destination <> 'training'
