-- Is the forecast off while a promotion runs?
-- One row per type of promotion and one for days without. mean_error > 0: forecast too high.
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
      coalesce(promo_type, CASE is_promo WHEN 1 THEN 'not named' ELSE 'no promotion' END) AS promotion,
      units_sold, prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
  )
SELECT
  promotion,
  count(*) AS n_rows,
  round(avg(units_sold), 1) AS mean_units,
  round(avg(residual), 2) AS mean_error,
  round(avg(abs(residual)), 2) AS mae,
  round(sqrt(avg(residual * residual)), 2) AS rmse,
  round(sum(abs(residual)) / nullif(sum(abs(units_sold)), 0), 4) AS wape
FROM predictions
GROUP BY promotion
ORDER BY promotion = 'no promotion' DESC, promotion
