-- How did each run do, and what was decided about its model?
-- One row per run of the pipeline, the newest first, is_latest = 1 on the first. threshold_rmse and threshold_r2 are
-- those that the run's execution was given; meets_thresholds is 1 or 0. The version columns are empty where no model
-- was registered. skill is the share of the seasonal-naive rmse that the model saves.
WITH
  versions AS (
    SELECT
      mlflow_run_id, model_package_group_name, model_package_version, approval_status,
      row_number() OVER (
        PARTITION BY mlflow_run_id ORDER BY model_package_version DESC, model_package_group_name) AS age
    FROM mlops.model_packages
  ),
  decisions AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY model_package_group_name, model_package_version ORDER BY decision_number DESC) AS age
    FROM mlops.model_package_decisions
    WHERE from_status IS NOT NULL
  ),
  summaries AS (
    SELECT
      summary.*, execution.execution_id, execution.status AS execution_status, execution.started_by,
      CAST(execution.parameters ->> '$.RMSEThreshold' AS REAL) AS threshold_rmse,
      CAST(execution.parameters ->> '$.R2Threshold' AS REAL) AS threshold_r2,
      row_number() OVER (ORDER BY summary.eval_timestamp_utc DESC, summary.mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.evaluation_summary AS summary
    LEFT JOIN mlops.runs AS run USING (mlflow_run_id)
    LEFT JOIN mlops.pipeline_executions AS execution ON execution.execution_id = run.execution_id
  )
SELECT
  summary.eval_timestamp_utc, summary.eval_date, summary.mlflow_run_id, summary.execution_id,
  CAST(summary.age = 1 AS INTEGER) AS is_latest,
  summary.n_rows,
  round(summary.rmse, 6) AS rmse,
  round(summary.mae, 6) AS mae,
  round(summary.r2, 6) AS r2,
  round(summary.wape, 6) AS wape,
  round(summary.mean_error, 6) AS mean_error,
  round(summary.seasonal_naive_rmse, 6) AS seasonal_naive_rmse,
  round(1 - summary.rmse / nullif(summary.seasonal_naive_rmse, 0), 6) AS skill,
  summary.threshold_rmse, summary.threshold_r2,
  (summary.rmse <= summary.threshold_rmse AND summary.r2 >= summary.threshold_r2) AS meets_thresholds,
  version.model_package_group_name AS model_package_group,
  version.model_package_version, version.approval_status, decision.decided_at, decision.decided_by,
  summary.execution_status, summary.started_by
FROM summaries AS summary
LEFT JOIN versions AS version ON version.mlflow_run_id = summary.mlflow_run_id AND version.age = 1
LEFT JOIN decisions AS decision
  ON decision.model_package_group_name = version.model_package_group_name
  AND decision.model_package_version = version.model_package_version AND decision.age = 1
ORDER BY summary.age
