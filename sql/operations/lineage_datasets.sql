-- Which point-in-time datasets have features of a group, or are of a run?
-- The newest first: what users made, and of what pipelines trained on the newest and what registered models learned from.
-- @param group TEXT NULL     a feature group
-- @param run TEXT NULL       a training run
-- @param known_since TEXT always   only those in which the group was known up to this time or later
-- @param made_since TEXT always   only those that were made at this time or later: the group may have been made anew
SELECT dataset_id, row_count, content_sha256, created_at
FROM (
  SELECT d.*
  FROM mlops.feature_datasets AS d
  CROSS JOIN mlops.feature_dataset_groups AS g ON g.dataset_id = d.dataset_id AND g.feature_group_name = :group
    AND (:known_since IS NULL OR g.known_until >= :known_since)
  WHERE d.destination IS NULL
  UNION ALL
  SELECT d.*
  FROM mlops.feature_datasets AS d
  CROSS JOIN mlops.feature_dataset_groups AS g ON g.dataset_id = d.dataset_id AND g.feature_group_name = :group
    AND (:known_since IS NULL OR g.known_until >= :known_since)
  WHERE d.destination COLLATE NOCASE < 'training'
  UNION ALL
  SELECT d.*
  FROM mlops.feature_datasets AS d
  CROSS JOIN mlops.feature_dataset_groups AS g ON g.dataset_id = d.dataset_id AND g.feature_group_name = :group
    AND (:known_since IS NULL OR g.known_until >= :known_since)
  WHERE d.destination COLLATE NOCASE > 'training'
  UNION ALL
  SELECT * FROM (
    SELECT d.*
    FROM mlops.feature_dataset_groups AS g
    CROSS JOIN mlops.feature_datasets AS d ON d.dataset_id = g.dataset_id AND d.destination = 'training'
    WHERE g.feature_group_name = :group AND (:known_since IS NULL OR g.known_until >= :known_since)
    ORDER BY g.dataset_id DESC LIMIT 1)
  UNION ALL
  SELECT * FROM (
    SELECT d.*
    FROM mlops.model_packages AS model
    CROSS JOIN mlops.feature_datasets AS d ON d.mlflow_run_id = model.mlflow_run_id
    CROSS JOIN mlops.feature_dataset_groups AS g ON g.dataset_id = d.dataset_id AND g.feature_group_name = :group
      AND (:known_since IS NULL OR g.known_until >= :known_since)
    WHERE :group IS NOT NULL
    ORDER BY d.dataset_id DESC LIMIT 20)
  UNION ALL
  SELECT * FROM mlops.feature_datasets WHERE mlflow_run_id = :run)
WHERE :made_since IS NULL OR created_at >= :made_since
GROUP BY dataset_id
ORDER BY dataset_id DESC LIMIT 100
