-- Which objects do tables name, with which size and content?
SELECT object_path AS key, byte_count, sha256, 'run ' || mlflow_run_id AS named_by FROM mlops.run_artifacts
UNION ALL
SELECT object_path, NULL, NULL, 'execution ' || execution_id FROM mlops.pipeline_property_files
UNION ALL
SELECT
  model_artifact, artifact_byte_count, artifact_sha256,
  'model ' || model_package_group_name || ' version ' || model_package_version
FROM mlops.model_packages
UNION ALL
SELECT entities_object, NULL, entities_sha256, 'dataset ' || dataset_id FROM mlops.feature_datasets
