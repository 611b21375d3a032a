-- Which schedules are there, and what came of their last runs?
-- One row per schedule.
SELECT
  s.schedule_name, s.pipeline_name, s.cron, s.time_zone, s.catch_up, s.overlap, s.status,
  iif(s.status = 'Enabled', s.next_run_at, NULL) AS next_run_at,
  last.scheduled_for AS last_run, last.status AS last_status
FROM mlops.schedules AS s
LEFT JOIN mlops.schedule_runs AS last
  ON last.schedule_name = s.schedule_name
  AND last.scheduled_for = (
    SELECT max(scheduled_for) FROM mlops.schedule_runs AS r WHERE r.schedule_name = s.schedule_name)
ORDER BY s.schedule_name
