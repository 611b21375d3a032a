-- Does every model version have its run, and has every run that still says RUNNING an execution that goes on?
-- Each row is a problem: subject, found, remedy.
SELECT
  'model ' || p.model_package_group_name || ' version ' || p.model_package_version AS subject,
  'its run ' || p.mlflow_run_id || ' is not in mlops.runs' AS found,
  'restore databases/mlops.sqlite from a backup' AS remedy
FROM mlops.model_packages AS p
WHERE p.mlflow_run_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM mlops.runs AS r WHERE r.mlflow_run_id = p.mlflow_run_id)
UNION ALL
SELECT
  'run ' || r.mlflow_run_id, 'still RUNNING, though its execution is ' || e.status,
  'the process was killed; the run counts for nothing'
FROM mlops.runs AS r
JOIN mlops.pipeline_executions AS e USING (execution_id)
WHERE r.status = 'RUNNING' AND e.status IN ('Stopped', 'Failed', 'Succeeded')
