-- Which stores are forecast too high or too low all the time?
-- One row per store, the surest case first. t_value is the mean error in units of its standard error; beyond the limit
-- chance is an unlikely reason. Errors of neighbouring days are alike, so take the limit rather high.
-- Plain sqlite3 runs this file unchanged.
-- @param limit REAL 3      how far t_value must be from 0
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  predictions AS (
    SELECT store_id, units_sold, prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  ),
  stores AS (
    SELECT
      store_id, count(*) AS n_rows, avg(units_sold) AS mean_units, avg(residual) AS mean_error,
      sqrt(max(0, sum(residual * residual) - count(*) * avg(residual) * avg(residual)) / nullif(count(*) - 1, 0))
        / sqrt(count(*)) AS standard_error,
      100.0 * count(*) FILTER (WHERE residual > 0) / count(*) AS too_high_percent
    FROM predictions
    GROUP BY store_id
  )
SELECT
  store_id, n_rows,
  round(mean_units, 1) AS mean_units,
  round(mean_error, 2) AS mean_error,
  round(100 * mean_error / nullif(mean_units, 0), 1) AS mean_error_percent,
  round(too_high_percent, 1) AS days_too_high_percent,
  round(mean_error / nullif(standard_error, 0), 1) AS t_value,
  CASE
    WHEN mean_error / nullif(standard_error, 0) > coalesce(:limit, 3) THEN 'too high'
    WHEN mean_error / nullif(standard_error, 0) < -coalesce(:limit, 3) THEN 'too low'
    ELSE 'could be chance'
  END AS verdict
FROM stores
ORDER BY abs(mean_error / nullif(standard_error, 0)) DESC, store_id
