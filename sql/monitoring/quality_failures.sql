-- Which checks of data quality did not hold?
-- One row per check of the day that failed or could not run, errors first. Plain sqlite3 runs this file unchanged.
-- @param date TEXT latest      the day, or latest: the last day that `stockroom monitor run` looked at
-- @param severity TEXT all     error, warning or all
WITH
  looked_at AS (
    SELECT coalesce(nullif(:date, 'latest'), max(date)) AS date FROM mlops.monitor_runs
  )
SELECT
  table_name, check_name, severity, status, rows_checked, rows_failed,
  round(observed, 6) AS observed, expected, message
FROM mlops.quality_results
JOIN looked_at ON quality_results.scope = looked_at.date
WHERE
  status IN ('FAIL', 'ERROR')
  AND (coalesce(:severity, 'all') = 'all' OR severity = :severity)
ORDER BY severity, table_name, check_name
