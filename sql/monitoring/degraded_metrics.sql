-- Which error figures have grown?
-- One row per figure that is worse in the last days than in those before, surely and by enough. Plain sqlite3 runs this
-- file unchanged.
-- @param date TEXT latest              the day, or latest: the last day that `stockroom monitor run` looked at
-- @param monitor TEXT retail_demand    the monitor
WITH
  looked_at AS (
    SELECT coalesce(nullif(:date, 'latest'), max(date)) AS date FROM mlops.monitor_runs
    WHERE monitor = coalesce(:monitor, 'retail_demand')
  )
SELECT
  metric, reference_days, window_days, round(reference_mean, 4) AS reference_mean, round(window_mean, 4) AS window_mean,
  round(increase, 4) AS increase, p_value
FROM mlops.degradation_tests
JOIN looked_at USING (date)
WHERE monitor = coalesce(:monitor, 'retail_demand') AND status = 'degraded'
ORDER BY metric
