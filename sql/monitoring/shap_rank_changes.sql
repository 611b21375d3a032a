-- Which features drive the forecast, and did their order change?
-- One row per feature, the most important first. mean_abs_shap is how many units a feature moves a forecast by on
-- average; rank_change > 0: more important than in the run before.
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
  ranked AS (
    SELECT
      mlflow_run_id, feature, mean_abs_shap,
      row_number() OVER (PARTITION BY mlflow_run_id ORDER BY mean_abs_shap DESC, feature) AS place,
      100 * mean_abs_shap / nullif(sum(mean_abs_shap) OVER (PARTITION BY mlflow_run_id), 0) AS share_percent
    FROM monitor_retail_demand.shap_feature_importance
    WHERE mlflow_run_id IN (SELECT mlflow_run_id FROM chosen UNION SELECT mlflow_run_id FROM other)
  ),
  latest AS (SELECT ranked.* FROM ranked JOIN chosen USING (mlflow_run_id)),
  previous AS (SELECT ranked.* FROM ranked JOIN other USING (mlflow_run_id)),
  features AS (SELECT feature FROM latest UNION SELECT feature FROM previous)
SELECT
  feature,
  latest.place AS rank,
  previous.place AS previous_rank,
  previous.place - latest.place AS rank_change,
  round(latest.mean_abs_shap, 3) AS mean_abs_shap,
  round(previous.mean_abs_shap, 3) AS previous_mean_abs_shap,
  round(latest.share_percent, 1) AS share_percent,
  round(latest.share_percent - previous.share_percent, 1) + 0.0 AS share_change -- + 0.0: no -0.0
FROM features
LEFT JOIN latest USING (feature)
LEFT JOIN previous USING (feature)
ORDER BY latest.place IS NULL, latest.place, previous.place
