-- Does the model learn the training rows by heart?
-- One row per run, the newest first: the rmse on training, validation and test rows. A large gap between training and
-- validation is overfitting; a test rmse far above that of validation tells of a change in the world.
-- Plain sqlite3 runs this file unchanged.
-- @param runs INTEGER 30   how many of the latest runs
SELECT
  summary.eval_timestamp_utc, summary.mlflow_run_id,
  round(max(value) FILTER (WHERE metric.name = 'train_rmse'), 3) AS train_rmse,
  round(max(value) FILTER (WHERE metric.name = 'val_rmse'), 3) AS val_rmse,
  round(max(value) FILTER (WHERE metric.name = 'test_rmse'), 3) AS test_rmse,
  round(max(value) FILTER (WHERE metric.name = 'generalization_gap_rmse'), 3) AS generalization_gap,
  round(max(value) FILTER (WHERE metric.name = 'val_train_rmse_ratio'), 4) AS val_train_ratio,
  CAST(max(value) FILTER (WHERE metric.name = 'best_iteration') AS INTEGER) AS best_iteration,
  (SELECT tag.value FROM mlops.run_tags AS tag
   WHERE tag.mlflow_run_id = summary.mlflow_run_id AND tag.name = 'fit_status') AS fit_status
FROM monitor_retail_demand.evaluation_summary AS summary
LEFT JOIN mlops.run_metrics AS metric USING (mlflow_run_id)
GROUP BY summary.mlflow_run_id
ORDER BY summary.eval_timestamp_utc DESC, summary.mlflow_run_id DESC
LIMIT coalesce(:runs, 30)
