-- How far off is a forecast usually, and how far on a bad day?
-- One row per percentile: so many percent of the test rows have an error of at most this size. shortfall counts only
-- what was sold beyond the forecast: the safety stock that would have covered so many percent of the days.
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
  residuals AS MATERIALIZED (
    SELECT prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    WHERE units_sold IS NOT NULL
  ),
  places AS MATERIALIZED (
    SELECT column1 AS percentile, CAST(ceil(column1 / 100.0 * (SELECT count(*) FROM residuals)) AS INTEGER) AS place
    FROM (VALUES (50), (75), (90), (95), (99), (100))
  ),
  errors AS (
    SELECT row_number() OVER (ORDER BY abs(residual)) AS place, abs(residual) AS absolute_error FROM residuals
  ),
  shortfalls AS (
    SELECT row_number() OVER (ORDER BY residual DESC) AS place, max(0, -residual) AS shortfall FROM residuals
  ),
  error_percentiles AS (SELECT * FROM errors WHERE place IN (SELECT place FROM places)),
  shortfall_percentiles AS (SELECT * FROM shortfalls WHERE place IN (SELECT place FROM places))
SELECT
  percentile,
  round(absolute_error, 1) AS absolute_error,
  round(shortfall, 1) AS shortfall
FROM error_percentiles
JOIN shortfall_percentiles USING (place)
JOIN places USING (place)
ORDER BY percentile
