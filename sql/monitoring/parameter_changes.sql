-- What was set differently in the latest run?
-- One row per training parameter that is not the same in both runs; none where everything is.
-- Plain sqlite3 runs this file unchanged.
-- @param run TEXT latest         the run: the first characters of its mlflow_run_id
-- @param against TEXT previous   the run to compare with: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id, eval_timestamp_utc
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  other AS (
    SELECT summary.mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary AS summary, chosen
    WHERE
      CASE coalesce(:against, 'previous')
        WHEN 'previous' THEN
          (summary.eval_timestamp_utc, summary.mlflow_run_id) < (chosen.eval_timestamp_utc, chosen.mlflow_run_id)
        ELSE summary.mlflow_run_id GLOB :against || '*'
      END
    ORDER BY summary.eval_timestamp_utc DESC, summary.mlflow_run_id DESC
    LIMIT 1
  ),
  latest AS (SELECT name, value FROM mlops.run_params JOIN chosen USING (mlflow_run_id)),
  previous AS (SELECT name, value FROM mlops.run_params JOIN other USING (mlflow_run_id)),
  names AS (SELECT name FROM latest UNION SELECT name FROM previous)
SELECT name AS parameter, latest.value AS latest, previous.value AS previous
FROM names
LEFT JOIN latest USING (name)
LEFT JOIN previous USING (name)
WHERE latest.value IS NOT previous.value AND EXISTS (SELECT 1 FROM other)
ORDER BY name
