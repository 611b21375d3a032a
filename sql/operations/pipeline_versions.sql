-- Which versions of a pipeline are stored?
-- One row per version, the newest first, with how often it was executed.
-- @param pipeline TEXT -   the pipeline
SELECT
  'version' AS kind, CAST(version AS TEXT) AS name, created_at AS value,
  (SELECT count(*) FROM mlops.pipeline_executions AS e
   WHERE e.pipeline_name = p.pipeline_name AND e.pipeline_version = p.version) || ' executions' AS meaning
FROM mlops.pipelines AS p
WHERE pipeline_name = :pipeline
ORDER BY version DESC
