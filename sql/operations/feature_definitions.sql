-- Which features does a group have?
-- @param group TEXT -   the feature group
SELECT
  d.feature_number AS number, d.feature_name, d.feature_type,
  CASE d.feature_name
    WHEN g.record_identifier_name THEN 'record identifier' WHEN g.event_time_name THEN 'event time'
  END AS role,
  d.minimum, d.maximum,
  iif(d.feature_name IN (g.record_identifier_name, g.event_time_name), 1, d.is_required) AS is_required, d.description
FROM feature_store.feature_definitions AS d
JOIN feature_store.feature_groups AS g USING (feature_group_name)
WHERE g.feature_group_name = :group
ORDER BY d.feature_number
