-- How reliably are days of high demand foreseen?
-- One row for all days, one for working days and one for weekends. A day is one of high demand from the run's
-- high_demand_threshold on. recall is the share of them that the forecast saw coming, precision the share of its
-- warnings that were right; missed days cost sales, false warnings cost stock.
-- Plain sqlite3 runs this file unchanged.
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id, high_demand_threshold
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  outcomes AS (
    SELECT
      is_weekend, count(*) AS n_rows,
      count(*) FILTER (WHERE units_sold >= high_demand_threshold AND prediction >= high_demand_threshold) AS hits,
      count(*) FILTER (WHERE units_sold >= high_demand_threshold AND prediction < high_demand_threshold) AS missed,
      count(*) FILTER (WHERE units_sold < high_demand_threshold AND prediction >= high_demand_threshold) AS false_alarms
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    GROUP BY is_weekend
  ),
  groups AS (
    SELECT 1 AS place, 'all days' AS days, sum(n_rows) AS n_rows, sum(hits) AS hits, sum(missed) AS missed,
      sum(false_alarms) AS false_alarms
    FROM outcomes
    HAVING count(*) > 0
    UNION ALL
    SELECT
      2 + coalesce(is_weekend, 2),
      CASE is_weekend WHEN 0 THEN 'working days' WHEN 1 THEN 'weekends' ELSE 'not known' END,
      n_rows, hits, missed, false_alarms
    FROM outcomes
  )
SELECT
  days, n_rows,
  hits + missed AS high_demand_rows,
  hits, missed, false_alarms,
  round(1.0 * hits / nullif(hits + missed, 0), 4) AS recall,
  round(1.0 * hits / nullif(hits + false_alarms, 0), 4) AS precision,
  round(1.0 * (n_rows - missed - false_alarms) / n_rows, 4) AS accuracy
FROM groups
ORDER BY place
