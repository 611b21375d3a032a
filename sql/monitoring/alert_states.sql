-- What state is each alert in?
-- One row per alert, alarms first: its state after the last day looked at, since when, the figure of that day and why.
-- Plain sqlite3 runs this file unchanged.
-- @param monitor TEXT all   a monitor, or all
WITH
  aged AS (
    SELECT *, row_number() OVER (PARTITION BY monitor, alert_name ORDER BY date DESC) AS age FROM mlops.alert_days
    WHERE coalesce(:monitor, 'all') = 'all' OR monitor = :monitor
  ),
  changed AS (
    SELECT monitor, alert_name, max(date) AS since FROM mlops.alert_days WHERE state <> from_state GROUP BY 1, 2
  )
SELECT
  aged.monitor, aged.alert_name, aged.severity, aged.state, changed.since, aged.date AS looked_at,
  round(alert_datapoints.value, 6) AS value, aged.is_silenced, aged.reason
FROM aged
LEFT JOIN changed ON changed.monitor = aged.monitor AND changed.alert_name = aged.alert_name
LEFT JOIN mlops.alert_datapoints
  ON alert_datapoints.monitor = aged.monitor AND alert_datapoints.alert_name = aged.alert_name
  AND alert_datapoints.date = aged.date
WHERE aged.age = 1
ORDER BY CASE aged.state WHEN 'ALARM' THEN 0 WHEN 'INSUFFICIENT_DATA' THEN 1 ELSE 2 END, aged.severity, aged.monitor, aged.alert_name
