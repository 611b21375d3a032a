-- What is known of a version of a model, and what serves in its place now?
-- One row, or none where there is no such version. serving_ columns tell the version in service under the endpoint of
-- this one, and are empty where none is.
-- @param group TEXT -        the model package group
-- @param version INTEGER -   the version
SELECT
  package.model_package_group_name, package.model_package_version, package.approval_status, package.registered_at,
  package.archived_at, package.endpoint_name, endpoint.endpoint_status,
  config.model_package_group_name AS serving_group, config.model_package_version AS serving_version,
  package.pipeline_name, package.execution_id, package.mlflow_run_id, package.label,
  json_array_length(package.feature_columns) AS features, package.model_artifact, package.artifact_byte_count,
  package.artifact_sha256,
  (SELECT group_concat(alias, ', ') FROM mlops.model_package_aliases AS alias
   WHERE alias.model_package_group_name = package.model_package_group_name
     AND alias.model_package_version = package.model_package_version) AS aliases,
  (SELECT four_eyes FROM mlops.model_package_groups AS own
   WHERE own.model_package_group_name = package.model_package_group_name) AS four_eyes
FROM mlops.model_packages AS package
LEFT JOIN mlops.endpoints AS endpoint USING (endpoint_name)
LEFT JOIN mlops.endpoint_configs AS config
  ON config.endpoint_name = endpoint.endpoint_name AND config.config_version = endpoint.config_version
WHERE package.model_package_group_name = :group AND package.model_package_version = :version
