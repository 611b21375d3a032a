-- Which model versions are there, who decided about them, and how do they compare with the approved one?
-- One row per version, the newest first. rmse_to_approved is the test rmse minus that of the newest approved version of
-- the group: below 0 is better. It is empty where no version is approved.
-- Plain sqlite3 runs this file unchanged.
-- @param group TEXT all   only this model package group
WITH
  versions AS (
    SELECT
      package.model_package_group_name, package.model_package_version, package.approval_status, package.registered_at,
      package.mlflow_run_id,
      max(value) FILTER (WHERE metric.name = 'rmse') AS rmse,
      max(value) FILTER (WHERE metric.name = 'r2') AS r2,
      max(value) FILTER (WHERE metric.name = 'wape') AS wape
    FROM mlops.model_packages AS package
    LEFT JOIN mlops.model_package_metrics AS metric USING (model_package_group_name, model_package_version)
    WHERE coalesce(:group, 'all') IN ('all', package.model_package_group_name)
    GROUP BY package.model_package_group_name, package.model_package_version
  ),
  decisions AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY model_package_group_name, model_package_version ORDER BY decision_number DESC) AS age
    FROM mlops.model_package_decisions
    WHERE from_status IS NOT NULL
  ),
  approved AS (
    SELECT
      model_package_group_name, rmse,
      row_number() OVER (PARTITION BY model_package_group_name ORDER BY model_package_version DESC) AS age
    FROM versions
    WHERE approval_status = 'Approved'
  )
SELECT
  versions.model_package_group_name AS model_package_group,
  versions.model_package_version AS version,
  versions.approval_status, versions.registered_at, decisions.decided_at, decisions.decided_by, decisions.reason,
  round(versions.rmse, 3) AS rmse,
  round(versions.rmse - approved.rmse, 3) AS rmse_to_approved,
  round(versions.r2, 4) AS r2,
  round(versions.wape, 4) AS wape,
  versions.mlflow_run_id
FROM versions
LEFT JOIN decisions
  ON decisions.model_package_group_name = versions.model_package_group_name
  AND decisions.model_package_version = versions.model_package_version AND decisions.age = 1
LEFT JOIN approved
  ON approved.model_package_group_name = versions.model_package_group_name AND approved.age = 1
ORDER BY versions.registered_at DESC, versions.model_package_group_name, versions.model_package_version DESC
