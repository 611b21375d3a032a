-- When did alerts go off, and when did they end?
-- One row per change of state, the newest first; event_id is empty where a silence kept it from being told. Plain sqlite3
-- runs this file unchanged.
-- @param monitor TEXT all    a monitor, or all
-- @param days INTEGER 90     how many days back from the last change
WITH
  changes AS (
    SELECT *, max(date) OVER () AS last_day FROM mlops.alert_days
    WHERE state <> from_state AND (coalesce(:monitor, 'all') = 'all' OR monitor = :monitor)
  )
SELECT date, monitor, alert_name, severity, from_state, state, is_silenced, reason, event_id
FROM changes
WHERE date > date(last_day, '-' || coalesce(:days, 90) || ' days')
ORDER BY date DESC, monitor, alert_name
