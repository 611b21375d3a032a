-- Which model versions are registered, and what was decided about them?
-- One row per version of any group, the newest first. decided_ columns are empty until a person decides.
WITH
  metrics AS (
    SELECT
      model_package_group_name, model_package_version,
      max(value) FILTER (WHERE name = 'rmse') AS rmse,
      max(value) FILTER (WHERE name = 'mae') AS mae,
      max(value) FILTER (WHERE name = 'r2') AS r2,
      max(value) FILTER (WHERE name = 'wape') AS wape,
      max(value) FILTER (WHERE name = 'bias') AS mean_error,
      max(value) FILTER (WHERE name = 'seasonal_naive_rmse') AS seasonal_naive_rmse
    FROM mlops.model_package_metrics
    GROUP BY model_package_group_name, model_package_version
  ),
  decisions AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY model_package_group_name, model_package_version ORDER BY decision_number DESC) AS age
    FROM mlops.model_package_decisions
    WHERE from_status IS NOT NULL
  )
SELECT
  package.model_package_group_name AS model_package_group,
  package.model_package_version, package.approval_status, package.registered_at,
  date(package.registered_at) AS registered_date,
  decision.decided_at, decision.decided_by, decision.reason AS decision_reason,
  round(metrics.rmse, 6) AS rmse,
  round(metrics.mae, 6) AS mae,
  round(metrics.r2, 6) AS r2,
  round(metrics.wape, 6) AS wape,
  round(metrics.mean_error, 6) AS mean_error,
  round(metrics.seasonal_naive_rmse, 6) AS seasonal_naive_rmse,
  package.endpoint_name, package.mlflow_run_id, package.execution_id, package.model_artifact, package.artifact_sha256
FROM mlops.model_packages AS package
LEFT JOIN metrics USING (model_package_group_name, model_package_version)
LEFT JOIN decisions AS decision
  ON decision.model_package_group_name = package.model_package_group_name
  AND decision.model_package_version = package.model_package_version AND decision.age = 1
ORDER BY package.registered_at DESC, package.model_package_group_name, package.model_package_version DESC
