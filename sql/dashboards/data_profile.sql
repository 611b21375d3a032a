-- What did label and features of the test rows look like in each run?
-- One row per run and column, the newest run first, is_latest = 1 on its rows. mean_shift is the change of the mean
-- against the run before, in standard deviations of that run.
WITH
  runs AS (
    SELECT mlflow_run_id, row_number() OVER (ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.evaluation_summary
  ),
  profiles AS (
    SELECT runs.age, profile.*
    FROM monitor_retail_demand.data_profile AS profile
    JOIN runs USING (mlflow_run_id)
  )
SELECT
  latest.eval_timestamp_utc, latest.eval_date, latest.mlflow_run_id,
  CAST(latest.age = 1 AS INTEGER) AS is_latest,
  latest.feature_name, latest.kind, latest.n_rows, latest.missing_count,
  round(latest.mean, 6) AS mean,
  round(latest.std, 6) AS std,
  latest.min, latest.max, latest.p25, latest.p50, latest.p75,
  round(
    CASE
      WHEN latest.mean = previous.mean THEN 0.0
      ELSE (latest.mean - previous.mean) / nullif(previous.std, 0)
    END, 6) AS mean_shift
FROM profiles AS latest
LEFT JOIN profiles AS previous ON previous.feature_name = latest.feature_name AND previous.age = latest.age + 1
ORDER BY latest.age, latest.kind DESC, latest.feature_name
