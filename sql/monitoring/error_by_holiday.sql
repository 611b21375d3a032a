-- Are public holidays forecast as well as other days?
-- One row per holiday and one for all other days. mean_error > 0: forecast too high. A holiday with few rows tells
-- little.
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
  predictions AS (
    SELECT
      CASE is_holiday WHEN 1 THEN coalesce(holiday_name, 'not named') ELSE 'no holiday' END AS holiday,
      units_sold, prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  )
SELECT
  holiday,
  count(*) AS n_rows,
  round(avg(units_sold), 1) AS mean_units,
  round(avg(residual), 2) AS mean_error,
  round(avg(abs(residual)), 2) AS mae,
  round(sqrt(avg(residual * residual)), 2) AS rmse,
  round(sum(abs(residual)) / nullif(sum(abs(units_sold)), 0), 4) AS wape
FROM predictions
GROUP BY holiday
ORDER BY holiday = 'no holiday' DESC, holiday
