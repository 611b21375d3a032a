-- What came of an execution?
-- One row per figure: the test metrics, the largest SHAP values, the condition, the model version, and where the files are.
-- With :whole, the execution itself comes first: its pipeline, times and parameters.
-- @param execution TEXT -   the execution
-- @param whole INTEGER 0    1 for the execution itself too
WITH
  summary AS (
    SELECT content FROM mlops.pipeline_step_property_files
    WHERE execution_id = :execution AND property_file = 'evaluation_summary.json'
  ),
  shap AS (
    SELECT
      group_concat(item, ', ') AS items
    FROM (
      SELECT (value ->> 'feature') || ' ' || round(value ->> 'mean_abs_shap', 3) AS item
      FROM mlops.pipeline_step_property_files, json_each(content)
      WHERE execution_id = :execution AND property_file = 'shap_feature_importance.json'
      ORDER BY key
      LIMIT 5
    )
  ),
  outputs AS (
    SELECT step_number, key, value
    FROM mlops.pipeline_execution_steps, json_each(outputs)
    WHERE execution_id = :execution
  ),
  execution AS (SELECT * FROM mlops.pipeline_executions WHERE execution_id = :execution),
  lines AS (
    SELECT 0 AS place, 'status' AS figure, status || coalesce(': ' || replace(failure_reason, char(10), ' '), '') AS value
    FROM execution
    WHERE status <> 'Succeeded' OR coalesce(:whole, 0)
    UNION ALL
    SELECT -9, 'execution', execution_id FROM execution WHERE coalesce(:whole, 0)
    UNION ALL
    SELECT -8, 'pipeline', pipeline_name || ' version ' || pipeline_version FROM execution WHERE coalesce(:whole, 0)
    UNION ALL SELECT -7, 'display name', display_name FROM execution WHERE coalesce(:whole, 0)
    UNION ALL SELECT -6, 'logical date', logical_date FROM execution WHERE coalesce(:whole, 0)
    UNION ALL SELECT -5, 'started', started_at || ' by ' || started_by FROM execution WHERE coalesce(:whole, 0)
    UNION ALL SELECT -4, 'ended', ended_at FROM execution WHERE coalesce(:whole, 0)
    UNION ALL
    SELECT
      -3, 'seconds',
      CAST(round(
        (julianday(CASE WHEN status IN ('Executing', 'Stopping') THEN 'now' ELSE ended_at END) - julianday(started_at))
          * 86400, 1) AS TEXT)
    FROM execution
    WHERE coalesce(:whole, 0)
    UNION ALL
    SELECT -2, 'parameter ' || key, value FROM execution, json_each(parameters) WHERE coalesce(:whole, 0)
    UNION ALL
    SELECT 1, 'test rmse', CAST(round(content ->> '$.metrics.rmse', 4) AS TEXT) FROM summary
    UNION ALL SELECT 2, 'test mae', CAST(round(content ->> '$.metrics.mae', 4) AS TEXT) FROM summary
    UNION ALL SELECT 3, 'test r2', CAST(round(content ->> '$.metrics.r2', 4) AS TEXT) FROM summary
    UNION ALL SELECT 4, 'test wape', CAST(round(content ->> '$.metrics.wape', 4) AS TEXT) FROM summary
    UNION ALL
    SELECT 5, 'seasonal-naive rmse', CAST(round(content ->> '$.metrics.seasonal_naive_rmse', 4) AS TEXT) FROM summary
    UNION ALL SELECT 6, 'top SHAP features', items FROM shap
    UNION ALL
    SELECT 7, 'condition', message FROM mlops.pipeline_execution_steps
    WHERE execution_id = :execution AND step_type = 'Condition'
    UNION ALL
    SELECT
      8, 'model version',
      coalesce(
        (SELECT p.model_package_group_name || ' ' || p.model_package_version || ', ' || p.approval_status
         FROM outputs AS name
         JOIN outputs AS version ON version.step_number = name.step_number AND version.key = 'model_package_version'
         JOIN mlops.model_packages AS p
           ON p.model_package_group_name = name.value AND p.model_package_version = version.value
         WHERE name.key = 'model_package_group'),
        'not registered')
    WHERE EXISTS (SELECT 1 FROM outputs WHERE key IN ('mlflow_run_id', 'model_package_version'))
    UNION ALL
    SELECT 9, 'training run', value FROM outputs WHERE key = 'mlflow_run_id'
    UNION ALL
    SELECT 10, 'evaluation files', 'objects/' || value FROM outputs WHERE key = 'evaluation_folder'
    UNION ALL
    SELECT 11, 'model artifact', 'objects/' || value FROM outputs WHERE key = 'model_artifact'
    UNION ALL
    SELECT 12, 'train, validation, test files', 'objects/' || value FROM outputs WHERE key = 'files'
    UNION ALL
    SELECT 13, 'dashboard files', 'objects/' || value FROM outputs WHERE key = 'dashboard'
  )
SELECT figure, value FROM lines WHERE value IS NOT NULL ORDER BY place
