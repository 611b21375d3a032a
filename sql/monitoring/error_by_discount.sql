-- Are deep discounts forecast as well as small ones?
-- One row per band of the discount, in percent of the base price. mean_error > 0: forecast too high.
-- Plain sqlite3 runs this file unchanged.
-- @param points REAL 10    width of a band in percentage points
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
      ceil(round(100 * discount_pct / width, 6)) * width AS upper, width, units_sold,
      prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    JOIN (SELECT coalesce(nullif(abs(:points), 0), 10) AS width)
  )
SELECT
  CASE
    WHEN upper IS NULL THEN 'not known'
    WHEN upper <= 0 THEN 'no discount'
    ELSE printf('over %g to %g %%', upper - width, upper)
  END AS discount,
  count(*) AS n_rows,
  round(avg(units_sold), 1) AS mean_units,
  round(avg(residual), 2) AS mean_error,
  round(avg(abs(residual)), 2) AS mae,
  round(sqrt(avg(residual * residual)), 2) AS rmse,
  round(sum(abs(residual)) / nullif(sum(abs(units_sold)), 0), 4) AS wape
FROM predictions
GROUP BY upper
ORDER BY upper IS NULL, upper
