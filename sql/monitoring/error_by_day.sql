-- How far off was the forecast of the whole chain, day by day?
-- One row per day, the newest last. units and predicted are sums over the stores; wape_7_days is that of the seven days
-- that end here; unusual marks a day whose mean error is more than three standard deviations from that of all test
-- days.
-- Plain sqlite3 runs this file unchanged.
-- @param days INTEGER 31   how many of the last days
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  days AS (
    SELECT
      date, count(*) AS n_rows, sum(units_sold) AS units, sum(prediction) AS predicted,
      sum(abs(prediction - units_sold)) AS absolute_error, avg(prediction - units_sold) AS mean_error
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    GROUP BY date
  ),
  level AS (
    SELECT
      avg(mean_error) AS mean,
      sqrt(max(0, avg(mean_error * mean_error) - avg(mean_error) * avg(mean_error))) AS deviation
    FROM days
  ),
  trend AS (
    SELECT
      *,
      sum(absolute_error) OVER week AS absolute_error_7_days,
      sum(units) OVER week AS units_7_days,
      row_number() OVER (ORDER BY date DESC) AS age
    FROM days
    WINDOW week AS (ORDER BY julianday(date) RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)
  )
SELECT
  date, n_rows, units,
  CAST(round(predicted) AS INTEGER) AS predicted,
  round(100 * (predicted - units) / nullif(units, 0), 1) AS error_percent,
  round(mean_error, 2) AS mean_error,
  round(absolute_error / nullif(units, 0), 4) AS wape,
  round(absolute_error_7_days / nullif(units_7_days, 0), 4) AS wape_7_days,
  CASE WHEN abs(mean_error - level.mean) > 3 * level.deviation THEN 'unusual' END AS note
FROM trend, level
WHERE age <= coalesce(:days, 31)
ORDER BY date
