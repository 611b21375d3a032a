-- How far off was the latest run in each store?
-- One row per store. skill is the share of the store's seasonal-naive rmse that the model saves, over the rows with a
-- sale a week before.
WITH
  latest AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  )
SELECT
  store_id,
  count(*) AS n_rows,
  round(avg(units_sold), 4) AS mean_actual,
  round(avg(prediction), 4) AS mean_predicted,
  round(avg(prediction - units_sold), 4) AS mean_error,
  round(avg(abs(prediction - units_sold)), 4) AS mae,
  round(sqrt(avg((prediction - units_sold) * (prediction - units_sold))), 4) AS rmse,
  round(sum(abs(prediction - units_sold)) / nullif(sum(abs(units_sold)), 0), 6) AS wape,
  round(sqrt(avg((seasonal_naive - units_sold) * (seasonal_naive - units_sold))), 4) AS seasonal_naive_rmse,
  round(
    1 - sqrt(
      avg((prediction - units_sold) * (prediction - units_sold)) FILTER (WHERE seasonal_naive IS NOT NULL)
      / nullif(avg((seasonal_naive - units_sold) * (seasonal_naive - units_sold)), 0)), 6) AS skill,
  latest.mlflow_run_id
FROM monitor_retail_demand.test_predictions
JOIN latest USING (mlflow_run_id)
GROUP BY store_id
ORDER BY store_id
