-- What came of the runs of a schedule?
-- One row per moment at which it was due, the newest first.
-- @param schedule TEXT -    the schedule
-- @param limit INTEGER 20   at most so many
SELECT
  scheduled_for, logical_date, status, execution_id, started_at, ended_at, replace(reason, char(10), ' ') AS reason
FROM mlops.schedule_runs
WHERE schedule_name = :schedule
ORDER BY scheduled_for DESC
LIMIT coalesce(:limit, 20)
