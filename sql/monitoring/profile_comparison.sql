-- Do the test rows look like those of the run before?
-- One row per label and feature, the largest shift first. mean_shift is the change of the mean in standard deviations
-- of the run before (empty where that was 0): 0.2 is small, 0.8 large. std_ratio is the new spread over the old one.
-- Calendar features move by nature.
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
  latest AS (SELECT data_profile.* FROM monitor_retail_demand.data_profile JOIN chosen USING (mlflow_run_id)),
  previous AS (SELECT data_profile.* FROM monitor_retail_demand.data_profile JOIN other USING (mlflow_run_id)),
  compared AS (
    SELECT
      latest.feature_name, latest.kind, latest.mean, previous.mean AS previous_mean,
      CASE
        WHEN latest.mean = previous.mean THEN 0.0
        ELSE (latest.mean - previous.mean) / nullif(previous.std, 0)
      END AS mean_shift,
      latest.std / nullif(previous.std, 0) AS std_ratio,
      latest.p50, previous.p50 AS previous_p50,
      100.0 * latest.missing_count / nullif(latest.n_rows + latest.missing_count, 0) AS missing_percent,
      100.0 * previous.missing_count / nullif(previous.n_rows + previous.missing_count, 0) AS previous_missing_percent,
      CASE
        WHEN latest.min < previous.min AND latest.max > previous.max THEN 'below and above'
        WHEN latest.min < previous.min THEN 'below'
        WHEN latest.max > previous.max THEN 'above'
      END AS outside_previous_range
    FROM latest
    LEFT JOIN previous USING (feature_name)
  )
SELECT
  feature_name, kind,
  round(mean, 3) AS mean,
  round(previous_mean, 3) AS previous_mean,
  round(mean_shift, 3) AS mean_shift,
  round(std_ratio, 3) AS std_ratio,
  round(p50, 3) AS p50,
  round(previous_p50, 3) AS previous_p50,
  round(missing_percent, 2) AS missing_percent,
  round(previous_missing_percent, 2) AS previous_missing_percent,
  outside_previous_range
FROM compared
ORDER BY kind DESC, abs(mean_shift) DESC, feature_name
