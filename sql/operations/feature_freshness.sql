-- How old is what each feature group knows?
-- Ages are in hours. An event is old when nothing newer is known of the world; a write is old when nobody has brought
-- anything. is_expired is 1 where even the newest record is older than the group's time to live.
-- @param now TEXT -    the moment from which ages count
-- @param group TEXT NULL    only this group
SELECT
  feature_group_name, record_count AS rows, last_event_time,
  round((julianday(:now) - julianday(last_event_time)) * 24, 2) AS event_age_hours,
  last_write_time,
  round((julianday(:now) - julianday(last_write_time)) * 24, 2) AS write_age_hours,
  ttl_seconds,
  (julianday(:now) - julianday(last_event_time)) * 86400 > ttl_seconds AS is_expired,
  pipeline_name
FROM feature_store.feature_groups
WHERE :group IS NULL OR feature_group_name = :group
ORDER BY feature_group_name
