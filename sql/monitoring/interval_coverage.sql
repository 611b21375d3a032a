-- Do as many actual values lie between p10 and p90 as should?
-- One row per day, the newest first. coverage is the share of the day's rows inside their interval, coverage_28_days that of
-- the 28 days that end here, from 14 days on; four in five are promised. Plain sqlite3 runs this file unchanged.
-- @param date TEXT latest              the last day, or latest
-- @param monitor TEXT retail_demand    the monitor
-- @param days INTEGER 14               how many days
WITH
  figures AS (
    SELECT
      date, interval_rows, covered_rows, sum(covered_rows) OVER month AS covered, sum(interval_rows) OVER month AS counted,
      count(*) OVER month AS n_days
    FROM mlops.performance_daily
    WHERE
      monitor = coalesce(:monitor, 'retail_demand') AND segment_name = 'all' AND interval_rows > 0
      AND (coalesce(:date, 'latest') = 'latest' OR date <= :date)
    WINDOW month AS (ORDER BY date ROWS 27 PRECEDING)
  )
SELECT
  date, interval_rows AS n_rows, round(1.0 * covered_rows / interval_rows, 4) AS coverage,
  iif(n_days >= 14, round(1.0 * covered / counted, 4), NULL) AS coverage_28_days
FROM figures
WHERE coalesce(:date, 'latest') = 'latest' OR date > date(:date, '-' || coalesce(:days, 14) || ' days')
ORDER BY date DESC
LIMIT coalesce(:days, 14)
