-- Do the same features drive the forecasts as in the run before?
-- One row: ndcg compares the ranking of features by mean |SHAP| with that of the run before, as SageMaker Model Monitor
-- does for feature attribution drift (1: the same order; below 0.9 it alarms). Plain sqlite3 runs this file unchanged.
WITH
  runs AS (
    SELECT mlflow_run_id, row_number() OVER (ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.evaluation_summary
  ),
  latest AS (
    SELECT feature, row_number() OVER (ORDER BY mean_abs_shap DESC, feature) AS place
    FROM monitor_retail_demand.shap_feature_importance
    JOIN runs USING (mlflow_run_id)
    WHERE age = 1
  ),
  previous AS (
    SELECT feature, mean_abs_shap, row_number() OVER (ORDER BY mean_abs_shap DESC, feature) AS place
    FROM monitor_retail_demand.shap_feature_importance
    JOIN runs USING (mlflow_run_id)
    WHERE age = 2
  )
SELECT
  count(*) AS n_features,
  round(sum(previous.mean_abs_shap / log2(latest.place + 1)) / nullif(sum(previous.mean_abs_shap / log2(previous.place + 1)), 0), 6)
    AS ndcg
FROM previous
JOIN latest USING (feature)
