-- Where did the shelf probably run empty?
-- Test rows that sold at most a share of the forecast, and fell short of it by a multiple of the store's usual error.
-- Such sales understate demand and teach the model to order too little. One row per suspect, the most units lost first;
-- check the shelf records before leaving rows out of training.
-- Plain sqlite3 runs this file unchanged.
-- @param share REAL 0.75   at most so much of the forecast was sold
-- @param errors REAL 4     so many usual errors (the store's mae) below the forecast, or more
-- @param rows INTEGER 20   at most so many
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
    SELECT
      record_id, date, day_of_week, store_id, units_sold, prediction, prediction - units_sold AS lost, seasonal_naive,
      promo_type, avg(abs(prediction - units_sold)) OVER (PARTITION BY store_id) AS usual_error
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  )
SELECT
  record_id, date, day_of_week, store_id, units_sold,
  round(prediction, 1) AS prediction,
  round(lost, 1) AS units_lost,
  round(100 * units_sold / nullif(prediction, 0), 1) AS sold_percent,
  round(lost / nullif(usual_error, 0), 1) AS usual_errors,
  CAST(round(seasonal_naive) AS INTEGER) AS week_before,
  promo_type
FROM predictions
WHERE units_sold <= coalesce(:share, 0.75) * prediction AND lost >= coalesce(:errors, 4) * usual_error
ORDER BY lost DESC, record_id
LIMIT coalesce(:rows, 20)
