-- Which training runs were there?
-- One row per run with its main metrics, the newest first.
-- @param experiment TEXT all   only this experiment
-- @param limit INTEGER 20      at most so many
SELECT
  runs.mlflow_run_id, runs.experiment_name, runs.status, runs.started_at,
  round(val.value, 4) AS val_rmse, round(test.value, 4) AS test_rmse, round(r2.value, 4) AS test_r2,
  CAST(best.value AS INTEGER) AS best_iteration, fit.value AS fit_status
FROM mlops.runs
LEFT JOIN mlops.run_metrics AS val ON val.mlflow_run_id = runs.mlflow_run_id AND val.name = 'val_rmse'
LEFT JOIN mlops.run_metrics AS test ON test.mlflow_run_id = runs.mlflow_run_id AND test.name = 'test_rmse'
LEFT JOIN mlops.run_metrics AS r2 ON r2.mlflow_run_id = runs.mlflow_run_id AND r2.name = 'test_r2'
LEFT JOIN mlops.run_metrics AS best ON best.mlflow_run_id = runs.mlflow_run_id AND best.name = 'best_iteration'
LEFT JOIN mlops.run_tags AS fit ON fit.mlflow_run_id = runs.mlflow_run_id AND fit.name = 'fit_status'
WHERE :experiment IS NULL OR runs.experiment_name = :experiment
ORDER BY runs.started_at DESC, runs.rowid DESC
LIMIT coalesce(:limit, 20)
