-- Can every noted dataset be made again: do its feature groups and their features exist?
-- Each row: subject, found, remedy, and `warning` where it is no problem: whoever deletes a group was told of its datasets.
WITH used AS (
  SELECT
    u.dataset_id, u.feature_group_name, feature.value AS feature_name,
    -- One of the same name that was made after the dataset is another group.
    EXISTS (
      SELECT 1 FROM feature_store.feature_groups AS g
      JOIN mlops.feature_datasets AS d ON d.dataset_id = u.dataset_id
      WHERE g.feature_group_name = u.feature_group_name AND g.created_at <= d.created_at) AS has_group
  FROM mlops.feature_dataset_groups AS u
  JOIN json_each(u.features) AS feature
)
SELECT
  'feature group ' || feature_group_name AS subject,
  'deleted; noted datasets that were made from it and cannot be made again: ' || count(DISTINCT dataset_id) AS found,
  'restore databases/feature_store.sqlite from a backup, unless they are not needed' AS remedy,
  'warning' AS state
FROM used
WHERE NOT has_group
GROUP BY feature_group_name
UNION ALL
SELECT
  'feature group ' || feature_group_name || ', feature ' || feature_name,
  'gone; noted datasets that use it and cannot be made again: ' || count(DISTINCT dataset_id),
  'restore databases/feature_store.sqlite from a backup', NULL
FROM used
WHERE has_group
  AND NOT EXISTS (
    SELECT 1 FROM feature_store.feature_definitions AS d
    WHERE d.feature_group_name = used.feature_group_name AND d.feature_name = used.feature_name)
GROUP BY feature_group_name, feature_name
ORDER BY 1
