-- How far off was the latest run, day by day?
-- One row per day of the test rows, the oldest first. actual, predicted and residual (predicted minus actual) are sums
-- over the stores; mean_error, mae and rmse are per store.
WITH
  latest AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  )
SELECT
  date,
  count(*) AS n_rows,
  sum(units_sold) AS actual,
  round(sum(prediction), 3) AS predicted,
  round(sum(prediction - units_sold), 3) AS residual,
  round(avg(prediction - units_sold), 4) AS mean_error,
  round(avg(abs(prediction - units_sold)), 4) AS mae,
  round(sqrt(avg((prediction - units_sold) * (prediction - units_sold))), 4) AS rmse,
  round(sum(abs(prediction - units_sold)) / nullif(sum(abs(units_sold)), 0), 6) AS wape,
  sum(seasonal_naive) AS seasonal_naive,
  latest.mlflow_run_id
FROM monitor_retail_demand.test_predictions
JOIN latest USING (mlflow_run_id)
GROUP BY date
ORDER BY date
