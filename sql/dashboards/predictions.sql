-- What did the latest run predict for each test row, and what was sold?
-- One row per test row, by date and store. residual is predicted minus actual: above 0, the forecast was too high.
WITH
  latest AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  )
SELECT
  record_id, date, store_id, day_of_week, is_weekend, is_holiday, holiday_name, is_promo, promo_type, discount_pct,
  final_price, max_temp_c, rainfall_mm,
  units_sold AS actual,
  round(prediction, 4) AS predicted,
  round(prediction - units_sold, 4) AS residual,
  seasonal_naive,
  mlflow_run_id, eval_date
FROM monitor_retail_demand.test_predictions
JOIN latest USING (mlflow_run_id)
ORDER BY date, store_id, record_id
