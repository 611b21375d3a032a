-- What else is what a step made known as, and where does it go on to?
-- The training runs that it belongs to, the feature groups that it filled, the model versions that were registered from it,
-- and the endpoints that serve or served them. distance is how much further on than the table or file each of them is.
-- @param name TEXT -        the table (db.table) or the object (the path below objects/)
-- @param execution TEXT -   the execution that made it
SELECT
  0 AS distance, 'run' AS kind, runs.mlflow_run_id AS name, NULL AS row_count, runs.execution_id AS execution_id
FROM mlops.runs
JOIN mlops.run_artifacts USING (mlflow_run_id)
WHERE runs.execution_id = :execution AND run_artifacts.object_path = :name
UNION ALL
SELECT 0, 'feature group', feature_group_name, rows_read, execution_id
FROM feature_store.feature_ingestions
WHERE execution_id = :execution AND :name = 'feature_store.feature_ingestions'
UNION ALL
SELECT 1, 'model', model_package_group_name || '/' || model_package_version, NULL, execution_id
FROM mlops.model_packages
WHERE model_artifact = :name
UNION ALL
SELECT DISTINCT 2, 'endpoint', config.endpoint_name, NULL, NULL
FROM mlops.model_packages AS model
JOIN mlops.endpoint_configs AS config USING (model_package_group_name, model_package_version)
WHERE model.model_artifact = :name
ORDER BY 1, 2, 3
