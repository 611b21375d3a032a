-- On which days and in which stores was the forecast furthest off?
-- One row per test row, the largest residual first. residual is predicted minus actual: negative means that more was
-- sold than foreseen. discount_pct is a fraction, 0 to 1.
-- Plain sqlite3 runs this file unchanged.
-- @param rows INTEGER 20   at most so many
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  )
SELECT
  record_id, date, day_of_week, store_id, units_sold,
  round(prediction, 1) AS prediction,
  round(prediction - units_sold, 1) AS residual,
  round(100 * (prediction - units_sold) / nullif(units_sold, 0), 1) AS residual_percent,
  CAST(round(seasonal_naive) AS INTEGER) AS week_before,
  promo_type,
  discount_pct, holiday_name, max_temp_c
FROM monitor_retail_demand.test_predictions
JOIN chosen USING (mlflow_run_id)
ORDER BY abs(prediction - units_sold) DESC, record_id
LIMIT coalesce(:rows, 20)
