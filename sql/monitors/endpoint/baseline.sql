-- What were the rows like that the model in service was trained on?
-- One line per sampled training row and column, of the version that the endpoint used last on these days.
-- @param endpoint TEXT -   the endpoint
-- @param to TEXT -         the last day
WITH
  version AS (
    SELECT model_package_group_name, model_package_version
    FROM data_capture.predictions
    WHERE endpoint_name = :endpoint AND captured_at < date(:to, '+1 day')
    ORDER BY captured_at DESC
    LIMIT 1
  )
SELECT
  value.key AS row_number, iif(role = 'prediction', 'predicted', column_name) AS column_name, value.value AS value
FROM version
JOIN mlops.model_package_baselines USING (model_package_group_name, model_package_version)
JOIN json_each(sampled_values) AS value
