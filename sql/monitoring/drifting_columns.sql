-- Which columns have drifted from their baseline?
-- One row per column that drifts on the day, the largest effect first. psi is the population stability index; p_value is
-- corrected for the number of columns. Plain sqlite3 runs this file unchanged.
-- @param date TEXT latest              the day, or latest: the last day that `stockroom monitor run` looked at
-- @param monitor TEXT retail_demand    the monitor
-- @param source TEXT all               data, predictions or all
WITH
  looked_at AS (
    SELECT coalesce(nullif(:date, 'latest'), max(date)) AS date FROM mlops.monitor_runs
    WHERE monitor = coalesce(:monitor, 'retail_demand')
  )
SELECT
  source, column_name, reason, current_rows, round(current_size, 1) AS current_size,
  round(psi, 4) AS psi, round(jensen_shannon, 4) AS jensen_shannon,
  round(kolmogorov_smirnov, 4) AS kolmogorov_smirnov, round(wasserstein, 4) AS wasserstein,
  adjusted_p_value AS p_value,
  round(baseline_mean, 4) AS baseline_mean, round(current_mean, 4) AS current_mean,
  round(baseline_missing_rate, 4) AS baseline_missing_rate, round(current_missing_rate, 4) AS current_missing_rate,
  round(outside_share, 4) AS outside_share
FROM mlops.drift_results
JOIN looked_at USING (date)
WHERE
  monitor = coalesce(:monitor, 'retail_demand') AND status = 'drift'
  AND (coalesce(:source, 'all') = 'all' OR source = :source)
ORDER BY psi DESC, source, column_name
