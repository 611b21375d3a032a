-- How old is what each feature group knows?
-- Ages are in hours. An event is old when nothing newer is known of the world; a write is old when nobody has brought
-- anything. Deletions are no events: last_live_event_time is the newest event time of rows that are not deletions.
-- is_expired is 1 where even that record is older than the group's time to live; is_ahead is 1 where it lies in the
-- future, so that its age is negative and says nothing about freshness: a plan, a forecast, or a wrong clock or time zone.
-- @param now TEXT -    the moment from which ages count
-- @param group TEXT NULL    only this group
SELECT
  feature_group_name, record_count AS rows, last_live_event_time,
  round((julianday(:now) - julianday(last_live_event_time)) * 24, 2) AS event_age_hours,
  last_write_time,
  round((julianday(:now) - julianday(last_write_time)) * 24, 2) AS write_age_hours,
  ttl_seconds,
  (julianday(:now) - julianday(last_live_event_time)) * 86400 > ttl_seconds AS is_expired,
  last_live_event_time > :now AS is_ahead,
  pipeline_name
FROM feature_store.feature_groups
WHERE :group IS NULL OR feature_group_name = :group
ORDER BY feature_group_name
