-- On which rows was each run tested?
-- One row per run, the newest first. Errors of two runs can be compared only where split, period and n_rows agree.
-- high_demand_threshold is the units_sold from which on a row is one of high demand.
-- Plain sqlite3 runs this file unchanged.
-- @param runs INTEGER 30   how many of the latest runs
SELECT
  summary.eval_timestamp_utc, summary.mlflow_run_id, split.value AS split_method,
  date(prepared.first_event_time) AS first_date,
  date(prepared.last_event_time) AS last_date,
  summary.n_rows,
  round(summary.label_units_sold_mean, 2) AS units_mean,
  round(summary.label_units_sold_std, 2) AS units_std,
  round(summary.label_units_sold_p50, 1) AS units_p50,
  round(summary.label_units_sold_p75, 1) AS units_p75,
  summary.high_demand_threshold,
  round(100 * summary.high_demand_pos_rate_overall, 1) AS high_demand_percent
FROM monitor_retail_demand.evaluation_summary AS summary
LEFT JOIN mlops.runs AS run USING (mlflow_run_id)
LEFT JOIN mlops.run_params AS split ON split.mlflow_run_id = summary.mlflow_run_id AND split.name = 'split_method'
LEFT JOIN retail_demand.prepared_splits AS prepared
  ON prepared.execution_id = run.execution_id AND prepared.split_type = 'test'
ORDER BY summary.eval_timestamp_utc DESC, summary.mlflow_run_id DESC
LIMIT coalesce(:runs, 30)
