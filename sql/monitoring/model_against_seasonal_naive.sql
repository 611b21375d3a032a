-- Is the model worth having, store by store?
-- Compares it with the forecast that anybody can make: the sales of the same store a week before. skill is the share of
-- the naive rmse that the model saves; at or below 0 the store is better off without the model. The first row is for
-- all stores, then the stores with the least skill first. Rows without a sale a week before are left out.
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
  compared AS (
    SELECT
      store_id, count(*) AS n_rows,
      sum((prediction - units_sold) * (prediction - units_sold)) AS model_squares,
      sum((seasonal_naive - units_sold) * (seasonal_naive - units_sold)) AS naive_squares,
      sum(abs(prediction - units_sold)) AS model_error,
      sum(abs(seasonal_naive - units_sold)) AS naive_error,
      sum(abs(units_sold)) AS units,
      count(*) FILTER (WHERE abs(prediction - units_sold) < abs(seasonal_naive - units_sold)) AS closer
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    WHERE seasonal_naive IS NOT NULL
    GROUP BY store_id
  ),
  figures AS (
    SELECT
      0 AS place, 'all' AS store, sum(n_rows) AS n_rows, sum(model_squares) AS model_squares,
      sum(naive_squares) AS naive_squares, sum(model_error) AS model_error, sum(naive_error) AS naive_error,
      sum(units) AS units, sum(closer) AS closer, NULL AS store_id
    FROM compared
    HAVING count(*) > 0
    UNION ALL
    SELECT
      1, CAST(store_id AS TEXT), n_rows, model_squares, naive_squares, model_error, naive_error, units, closer, store_id
    FROM compared
  )
SELECT
  store, n_rows,
  round(sqrt(model_squares / n_rows), 2) AS model_rmse,
  round(sqrt(naive_squares / n_rows), 2) AS naive_rmse,
  round(1 - sqrt(model_squares / nullif(naive_squares, 0)), 4) AS skill,
  round(model_error / nullif(units, 0), 4) AS model_wape,
  round(naive_error / nullif(units, 0), 4) AS naive_wape,
  round(100.0 * closer / n_rows, 1) AS model_closer_percent
FROM figures
ORDER BY place, 1 - sqrt(model_squares / nullif(naive_squares, 0)), store_id
