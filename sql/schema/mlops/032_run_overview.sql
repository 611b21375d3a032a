-- Runs with their main metrics, one row each: what listings and searches read. Metrics of single rounds are never touched.

CREATE VIEW run_overview AS
SELECT
  runs.mlflow_run_id, runs.experiment_name, runs.run_name, runs.status, runs.started_at, runs.ended_at,
  runs.execution_id, runs.pipeline_name,
  (SELECT value FROM run_metrics AS m WHERE m.mlflow_run_id = runs.mlflow_run_id AND m.name = 'val_rmse') AS val_rmse,
  (SELECT value FROM run_metrics AS m WHERE m.mlflow_run_id = runs.mlflow_run_id AND m.name = 'test_rmse') AS test_rmse,
  (SELECT value FROM run_metrics AS m WHERE m.mlflow_run_id = runs.mlflow_run_id AND m.name = 'test_r2') AS test_r2,
  (SELECT CAST(value AS INTEGER) FROM run_metrics AS m
   WHERE m.mlflow_run_id = runs.mlflow_run_id AND m.name = 'best_iteration') AS best_iteration,
  (SELECT value FROM run_tags AS t WHERE t.mlflow_run_id = runs.mlflow_run_id AND t.name = 'fit_status') AS fit_status,
  (SELECT value FROM run_tags AS t WHERE t.mlflow_run_id = runs.mlflow_run_id AND t.name = 'mlflow.note.content') AS note
FROM runs;

CREATE INDEX run_metrics_by_value ON run_metrics (name, value);
CREATE INDEX runs_by_time ON runs (started_at);
