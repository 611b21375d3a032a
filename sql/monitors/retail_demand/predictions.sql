-- What was forecast for a stretch of days, and what came?
-- One row per store and day whose sales are known, as the newest evaluation saw it: date, predicted, actual,
-- seasonal_naive, and the columns that errors are divided by.
-- @param from TEXT -   the first day
-- @param to TEXT -     the last day
WITH
  aged AS (
    SELECT
      date, store_id, is_promo, day_of_week, prediction, units_sold, seasonal_naive,
      row_number() OVER (PARTITION BY record_id ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.test_predictions
    WHERE date BETWEEN :from AND :to
  )
SELECT date, store_id, is_promo, day_of_week, prediction AS predicted, units_sold AS actual, seasonal_naive
FROM aged
WHERE age = 1 AND units_sold IS NOT NULL
