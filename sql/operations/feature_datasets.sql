-- Which point-in-time datasets were noted, and of what were they made?
-- @param group TEXT NULL    only those with a feature of this group
-- @param limit INTEGER 20   at most so many
SELECT
  d.dataset_id, d.created_at, d.created_by, d.mlflow_run_id, d.row_count, d.column_count,
  (SELECT group_concat(feature_group_name, ', ') FROM mlops.feature_dataset_groups AS g WHERE g.dataset_id = d.dataset_id)
    AS feature_groups,
  (SELECT max(known_until) FROM mlops.feature_dataset_groups AS g WHERE g.dataset_id = d.dataset_id) AS known_until,
  d.destination, d.content_sha256
FROM mlops.feature_datasets AS d
WHERE :group IS NULL
  OR EXISTS (
    SELECT 1 FROM mlops.feature_dataset_groups AS g WHERE g.dataset_id = d.dataset_id AND g.feature_group_name = :group)
ORDER BY d.created_at DESC, d.dataset_id DESC
LIMIT coalesce(:limit, 20)
