-- How did the model's error on the test rows develop from run to run?
-- One row per run, the oldest first. rmse_change is the change against the run before; skill is the share of the
-- seasonal-naive rmse that the model saves (0: no better than last week's sales, 1: perfect). Errors of runs with
-- different test rows are not comparable: see test_data_by_run.
-- Plain sqlite3 runs this file unchanged.
-- @param runs INTEGER 30   how many of the latest runs
WITH trend AS (
  SELECT
    eval_timestamp_utc, mlflow_run_id, n_rows, rmse, mae, r2, wape, mean_error, seasonal_naive_rmse,
    rmse - lag(rmse) OVER (ORDER BY eval_timestamp_utc, mlflow_run_id) AS rmse_change,
    row_number() OVER (ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
  FROM monitor_retail_demand.evaluation_summary
)
SELECT
  eval_timestamp_utc, mlflow_run_id, n_rows,
  round(rmse, 3) AS rmse,
  round(rmse_change, 3) AS rmse_change,
  round(mae, 3) AS mae,
  round(r2, 4) AS r2,
  round(wape, 4) AS wape,
  round(mean_error, 3) AS mean_error,
  round(seasonal_naive_rmse, 3) AS seasonal_naive_rmse,
  round(1 - rmse / nullif(seasonal_naive_rmse, 0), 4) AS skill
FROM trend
WHERE age <= coalesce(:runs, 30)
ORDER BY age DESC
