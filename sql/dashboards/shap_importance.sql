-- Which features drive the forecast of each run, and how did that change?
-- One row per run and feature, the newest run first, is_latest = 1 on its rows. The changes are against the run before:
-- rank_change > 0, more important.
WITH
  runs AS (
    SELECT mlflow_run_id, row_number() OVER (ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.evaluation_summary
  ),
  ranked AS (
    SELECT
      runs.age, shap.*,
      row_number() OVER (PARTITION BY mlflow_run_id ORDER BY mean_abs_shap DESC, feature) AS place,
      mean_abs_shap / nullif(sum(mean_abs_shap) OVER (PARTITION BY mlflow_run_id), 0) AS share
    FROM monitor_retail_demand.shap_feature_importance AS shap
    JOIN runs USING (mlflow_run_id)
  )
SELECT
  latest.eval_timestamp_utc, latest.eval_date, latest.mlflow_run_id,
  CAST(latest.age = 1 AS INTEGER) AS is_latest,
  latest.place AS rank,
  latest.feature,
  round(latest.mean_abs_shap, 6) AS mean_abs_shap,
  round(latest.share, 6) AS share,
  previous.place - latest.place AS rank_change,
  round(latest.mean_abs_shap - previous.mean_abs_shap, 6) AS mean_abs_shap_change,
  round(latest.share - previous.share, 6) AS share_change
FROM ranked AS latest
LEFT JOIN ranked AS previous ON previous.feature = latest.feature AND previous.age = latest.age + 1
ORDER BY latest.age, latest.place
