-- What were the rows like that the model in service was trained on?
-- One line per sampled training row and column, of the newest approved version; of the newest one where none is approved.
WITH
  version AS (
    SELECT model_package_group_name, model_package_version
    FROM mlops.model_packages
    WHERE model_package_group_name = 'RetailDemandXGB'
    ORDER BY approval_status = 'Approved' DESC, model_package_version DESC
    LIMIT 1
  )
SELECT value.key AS row_number, column_name, value.value AS value
FROM version
JOIN mlops.model_package_baselines USING (model_package_group_name, model_package_version)
JOIN json_each(sampled_values) AS value
WHERE role = 'feature'
