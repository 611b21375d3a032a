-- How did each metric develop from run to run?
-- One row per run and metric, the oldest run first: the long form that charts want. change is against the run before
-- and empty for the first run. The train_, val_ and test_ metrics come from tracking, the others from the evaluation.
WITH
  figures AS (
    SELECT mlflow_run_id, 'rmse' AS metric, rmse AS value FROM monitor_retail_demand.evaluation_summary
    UNION ALL SELECT mlflow_run_id, 'mae', mae FROM monitor_retail_demand.evaluation_summary
    UNION ALL SELECT mlflow_run_id, 'r2', r2 FROM monitor_retail_demand.evaluation_summary
    UNION ALL SELECT mlflow_run_id, 'wape', wape FROM monitor_retail_demand.evaluation_summary
    UNION ALL SELECT mlflow_run_id, 'mean_error', mean_error FROM monitor_retail_demand.evaluation_summary
    UNION ALL
    SELECT mlflow_run_id, 'seasonal_naive_rmse', seasonal_naive_rmse FROM monitor_retail_demand.evaluation_summary
    UNION ALL
    SELECT mlflow_run_id, name, value
    FROM mlops.run_metrics
    WHERE mlflow_run_id IN (SELECT mlflow_run_id FROM monitor_retail_demand.evaluation_summary)
  )
SELECT
  summary.eval_timestamp_utc, summary.eval_date, summary.mlflow_run_id, figures.metric,
  round(figures.value, 6) AS value,
  round(figures.value - lag(figures.value) OVER (
    PARTITION BY figures.metric ORDER BY summary.eval_timestamp_utc, summary.mlflow_run_id), 6) AS change
FROM figures
JOIN monitor_retail_demand.evaluation_summary AS summary USING (mlflow_run_id)
ORDER BY summary.eval_timestamp_utc, summary.mlflow_run_id, figures.metric
