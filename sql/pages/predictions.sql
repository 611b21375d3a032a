-- How far were the predictions of the latest run from what was sold, on a share of the test rows?
-- One row per test row: every row, or where there are more than wanted, an even choice of them. all_rows says how many
-- there are. residual is predicted minus actual.
-- @param rows INTEGER 20000   about so many rows
WITH
  latest AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  numbered AS (
    SELECT
      units_sold AS actual, prediction AS predicted, row_number() OVER (ORDER BY record_id) - 1 AS place,
      count(*) OVER () AS all_rows
    FROM monitor_retail_demand.test_predictions
    JOIN latest USING (mlflow_run_id)
  )
SELECT actual, round(predicted, 4) AS predicted, round(predicted - actual, 4) AS residual, all_rows
FROM numbered
WHERE place % max(1, (all_rows + coalesce(:rows, 20000) - 1) / coalesce(:rows, 20000)) = 0
