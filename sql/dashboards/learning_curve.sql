-- How did the latest run learn, round by round?
-- One row per boosting round; is_best = 1 on the round whose trees the model keeps.
WITH
  latest AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  rounds AS (
    SELECT
      step AS round,
      max(value) FILTER (WHERE name = 'train_rmse_round') AS train_rmse,
      max(value) FILTER (WHERE name = 'val_rmse_round') AS val_rmse
    FROM mlops.run_metric_history
    JOIN latest USING (mlflow_run_id)
    WHERE name IN ('train_rmse_round', 'val_rmse_round')
    GROUP BY step
  )
SELECT
  rounds.round,
  round(rounds.train_rmse, 6) AS train_rmse,
  round(rounds.val_rmse, 6) AS val_rmse,
  CAST(rounds.round IS CAST(best.value AS INTEGER) AS INTEGER) AS is_best,
  latest.mlflow_run_id
FROM rounds
JOIN latest
LEFT JOIN mlops.run_metrics AS best
  ON best.mlflow_run_id = latest.mlflow_run_id AND best.name = 'best_iteration'
ORDER BY rounds.round
