-- Which model versions are registered?
-- One row per version with its main metrics, the newest first.
-- @param group TEXT all       only this model package group
-- @param archived INTEGER 0   1: also those in the archive
SELECT
  p.model_package_group_name, p.model_package_version AS version, p.approval_status, p.registered_at,
  round(rmse.value, 4) AS rmse, round(r2.value, 4) AS r2,
  (SELECT group_concat(alias, ', ') FROM (
     SELECT alias FROM mlops.model_package_aliases AS a
     WHERE a.model_package_group_name = p.model_package_group_name
       AND a.model_package_version = p.model_package_version
     ORDER BY alias)) AS aliases,
  p.archived_at, p.mlflow_run_id, p.endpoint_name
FROM mlops.model_packages AS p
LEFT JOIN mlops.model_package_metrics AS rmse
  ON rmse.model_package_group_name = p.model_package_group_name
  AND rmse.model_package_version = p.model_package_version AND rmse.name = 'rmse'
LEFT JOIN mlops.model_package_metrics AS r2
  ON r2.model_package_group_name = p.model_package_group_name
  AND r2.model_package_version = p.model_package_version AND r2.name = 'r2'
WHERE (:group IS NULL OR p.model_package_group_name = :group) AND (coalesce(:archived, 0) OR p.archived_at IS NULL)
ORDER BY p.registered_at DESC, p.model_package_version DESC
