-- Which features does a group have?
-- @param group TEXT -   the feature group
SELECT
  feature_number AS number, feature_name, feature_type,
  CASE feature_name WHEN record_identifier_name THEN 'record identifier' WHEN event_time_name THEN 'event time' END AS role
FROM feature_store.feature_definitions
JOIN feature_store.feature_groups USING (feature_group_name)
WHERE feature_group_name = :group
ORDER BY feature_number
