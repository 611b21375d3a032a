-- On which weekdays is the forecast off?
-- One row per day of the week, Monday first. mean_error > 0: forecast too high.
-- Plain sqlite3 runs this file unchanged.
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
    SELECT day_of_week_index, day_of_week, units_sold, prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  )
SELECT
  day_of_week,
  count(*) AS n_rows,
  round(avg(units_sold), 1) AS mean_units,
  round(avg(residual), 2) AS mean_error,
  round(avg(abs(residual)), 2) AS mae,
  round(sqrt(avg(residual * residual)), 2) AS rmse,
  round(sum(abs(residual)) / nullif(sum(abs(units_sold)), 0), 4) AS wape
FROM predictions
GROUP BY day_of_week_index, day_of_week
ORDER BY day_of_week_index, day_of_week
