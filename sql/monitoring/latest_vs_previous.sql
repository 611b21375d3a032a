-- Is the latest run better than the one before?
-- One row per figure, both runs side by side. verdict says which way it went, a change of at most 0.1 % being none.
-- note warns where the two runs were not tested on the same rows: then only skill, the share of the seasonal-naive rmse
-- that the model saves, takes the difficulty of the rows into account.
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
  summaries AS (
    SELECT *, 1 - rmse / nullif(seasonal_naive_rmse, 0) AS skill
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id IN (SELECT mlflow_run_id FROM chosen UNION SELECT mlflow_run_id FROM other)
  ),
  figures AS (
    SELECT mlflow_run_id, 1 AS place, 'test_rows' AS metric, NULL AS better, n_rows AS value, 0 AS decimals
    FROM summaries
    UNION ALL SELECT mlflow_run_id, 2, 'test_units_mean', NULL, label_units_sold_mean, 3 FROM summaries
    UNION ALL SELECT mlflow_run_id, 3, 'seasonal_naive_rmse', NULL, seasonal_naive_rmse, 3 FROM summaries
    UNION ALL SELECT mlflow_run_id, 4, 'rmse', 'low', rmse, 3 FROM summaries
    UNION ALL SELECT mlflow_run_id, 5, 'mae', 'low', mae, 3 FROM summaries
    UNION ALL SELECT mlflow_run_id, 6, 'r2', 'high', r2, 4 FROM summaries
    UNION ALL SELECT mlflow_run_id, 7, 'wape', 'low', wape, 4 FROM summaries
    UNION ALL SELECT mlflow_run_id, 8, 'mean_error', 'zero', mean_error, 3 FROM summaries
    UNION ALL SELECT mlflow_run_id, 9, 'skill', 'high', skill, 4 FROM summaries
    UNION ALL
    SELECT mlflow_run_id, 10, name, CASE name WHEN 'val_rmse' THEN 'low' END, value, 3
    FROM summaries
    JOIN mlops.run_metrics USING (mlflow_run_id)
    WHERE name IN ('train_rmse', 'val_rmse', 'val_train_rmse_ratio')
    UNION ALL
    SELECT mlflow_run_id, 11, name, NULL, value, 0
    FROM summaries
    JOIN mlops.run_metrics USING (mlflow_run_id)
    WHERE name = 'best_iteration'
  ),
  pairs AS (
    SELECT
      place, metric, decimals, better, latest.value AS latest, previous.value AS previous,
      latest.value - previous.value AS change,
      CASE better
        WHEN 'low' THEN latest.value - previous.value
        WHEN 'high' THEN previous.value - latest.value
        WHEN 'zero' THEN abs(latest.value) - abs(previous.value)
      END AS loss,
      (SELECT count(DISTINCT printf('%d %.9g', n_rows, label_units_sold_mean)) FROM summaries) > 1 AS rows_differ
    FROM chosen
    JOIN figures AS latest USING (mlflow_run_id)
    LEFT JOIN (SELECT metric, value FROM figures JOIN other USING (mlflow_run_id)) AS previous USING (metric)
  )
SELECT
  metric,
  CASE decimals WHEN 0 THEN CAST(latest AS INTEGER) ELSE round(latest, decimals) END AS latest,
  CASE decimals WHEN 0 THEN CAST(previous AS INTEGER) ELSE round(previous, decimals) END AS previous,
  CASE decimals WHEN 0 THEN CAST(change AS INTEGER) ELSE round(change, decimals) END AS change,
  CASE WHEN better IS NOT 'zero' THEN round(100.0 * change / nullif(abs(previous), 0), 2) END AS change_percent,
  CASE
    WHEN abs(loss) <= 0.001 * abs(previous) THEN 'same'
    WHEN loss < 0 THEN 'better'
    WHEN loss > 0 THEN 'worse'
  END AS verdict,
  CASE WHEN rows_differ AND better IS NOT NULL AND metric <> 'skill' THEN 'other rows' END AS note
FROM pairs
ORDER BY place, metric
