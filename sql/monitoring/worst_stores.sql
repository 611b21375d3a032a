-- Which stores are forecast worst?
-- One row per store, the largest error first. wape compares stores of different size; share_of_error_percent is the
-- part of the chain's whole absolute error. mean_error > 0: forecast too high.
-- Plain sqlite3 runs this file unchanged.
-- @param stores INTEGER 10   at most so many stores
-- @param by TEXT rmse        what makes a store bad: rmse, mae or wape
-- @param run TEXT latest     the run: the first characters of its mlflow_run_id
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
      avg(abs(residual)) AS mae, sqrt(avg(residual * residual)) AS rmse,
      sum(abs(residual)) / nullif(sum(abs(units_sold)), 0) AS wape,
      100 * sum(abs(residual)) / nullif(sum(sum(abs(residual))) OVER (), 0) AS share_of_error_percent
    FROM predictions
    GROUP BY store_id
  )
SELECT
  store_id, n_rows,
  round(mean_units, 1) AS mean_units,
  round(mean_error, 2) AS mean_error,
  round(mae, 2) AS mae,
  round(rmse, 2) AS rmse,
  round(wape, 4) AS wape,
  round(share_of_error_percent, 1) AS share_of_error_percent
FROM stores
ORDER BY CASE coalesce(:by, 'rmse') WHEN 'wape' THEN wape WHEN 'mae' THEN mae ELSE rmse END DESC, store_id
LIMIT coalesce(:stores, 10)
