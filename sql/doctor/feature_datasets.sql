-- Can every noted dataset be made again: do its feature groups and their features exist?
-- Each row is a problem: subject, found, remedy.
SELECT
  'dataset ' || used.dataset_id AS subject,
  'feature group ' || used.feature_group_name || ' has no feature ' || feature.value AS found,
  'restore databases/feature_store.sqlite from a backup' AS remedy
FROM mlops.feature_dataset_groups AS used
JOIN json_each(used.features) AS feature
WHERE NOT EXISTS (
  SELECT 1 FROM feature_store.feature_definitions AS d
  WHERE d.feature_group_name = used.feature_group_name AND d.feature_name = feature.value)
ORDER BY 1, 2
