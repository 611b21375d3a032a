-- What was set or learned differently in a version of a model than in the one in service?
-- One row per training parameter whose value differs and per feature whose rank by mean |SHAP| differs.
-- @param group TEXT -             the model package group
-- @param version INTEGER -        the version
-- @param serving_group TEXT none  the group of the version in service
-- @param serving INTEGER none     the version in service
WITH
  own AS (
    SELECT parameters, shap_report FROM mlops.model_packages
    WHERE model_package_group_name = :group AND model_package_version = :version
  ),
  serving AS (
    SELECT parameters, shap_report FROM mlops.model_packages
    WHERE model_package_group_name = :serving_group AND model_package_version = :serving
  ),
  own_values AS (
    SELECT 'parameter' AS kind, key AS name, value FROM own, json_each(own.parameters)
    UNION ALL
    SELECT 'SHAP rank', report.value ->> 'feature', report.key + 1 FROM own, json_each(own.shap_report) AS report
  ),
  serving_values AS (
    SELECT 'parameter' AS kind, key AS name, value FROM serving, json_each(serving.parameters)
    UNION ALL
    SELECT 'SHAP rank', report.value ->> 'feature', report.key + 1
    FROM serving, json_each(serving.shap_report) AS report
  )
SELECT
  kind, name, CAST(own_values.value AS TEXT) AS this_version, CAST(serving_values.value AS TEXT) AS in_service
FROM own_values
JOIN serving_values USING (kind, name)
WHERE own_values.value IS NOT serving_values.value
ORDER BY kind, iif(kind = 'SHAP rank', own_values.value, 0), name
