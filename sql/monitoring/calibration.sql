-- Can large forecasts be trusted as much as small ones?
-- The test rows in equal groups, by size of the forecast. In each group the mean of what was sold should be near the
-- mean of what was predicted: error_percent > 0 means that forecasts of this size are too high.
-- Plain sqlite3 runs this file unchanged.
-- @param groups INTEGER 10   how many groups
-- @param run TEXT latest     the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  sized AS (
    SELECT
      ntile(max(1, coalesce(:groups, 10))) OVER (ORDER BY prediction, record_id) AS decile, prediction, units_sold
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  )
SELECT
  decile AS size_group,
  count(*) AS n_rows,
  round(min(prediction), 1) AS smallest_prediction,
  round(max(prediction), 1) AS largest_prediction,
  round(avg(prediction), 1) AS mean_prediction,
  round(avg(units_sold), 1) AS mean_units,
  round(100 * (sum(prediction) - sum(units_sold)) / nullif(sum(units_sold), 0), 1) AS error_percent
FROM sized
GROUP BY decile
ORDER BY decile
