-- How do two versions of a model compare?
-- One row per figure of both: metrics as registered (each on the test rows of its own day), scores on the same rows (the
-- test rows of the newer version), errors per segment of those rows, SHAP ranks, parameters.
-- @param group TEXT -      the model package group
-- @param a INTEGER -       a version
-- @param b INTEGER -       the other version
-- @param scored TEXT none  the rows that both scored, JSON: [[actual, prediction of a, prediction of b, {segment: value}], …]
WITH
  scored AS MATERIALIZED (
    SELECT value ->> 0 AS actual, value ->> 1 AS a, value ->> 2 AS b, value -> 3 AS segments
    FROM json_each(coalesce(:scored, '[]'))
  ),
  average AS (SELECT avg(actual) AS actual FROM scored),
  totals AS (
    SELECT
      count(*) AS n, avg((a - scored.actual) * (a - scored.actual)) AS a_mse,
      avg((b - scored.actual) * (b - scored.actual)) AS b_mse, avg(abs(a - scored.actual)) AS a_mae,
      avg(abs(b - scored.actual)) AS b_mae, avg(a - scored.actual) AS a_bias, avg(b - scored.actual) AS b_bias,
      avg((scored.actual - average.actual) * (scored.actual - average.actual)) AS variance
    FROM scored, average
  ),
  segments AS (
    SELECT
      segment.key || ' = ' || coalesce(segment.atom, 'NULL') AS name, segment.key AS segment, segment.atom AS value,
      count(*) AS n, sqrt(avg((a - actual) * (a - actual))) AS a_rmse, sqrt(avg((b - actual) * (b - actual))) AS b_rmse
    FROM scored, json_each(scored.segments) AS segment
    GROUP BY segment.key, segment.atom
  ),
  metrics AS (
    SELECT
      name, max(value) FILTER (WHERE model_package_version = :a) AS a,
      max(value) FILTER (WHERE model_package_version = :b) AS b
    FROM mlops.model_package_metrics
    WHERE model_package_group_name = :group AND model_package_version IN (:a, :b)
    GROUP BY name
  ),
  ranks AS (
    SELECT
      report.value ->> 'feature' AS feature,
      max(report.key + 1) FILTER (WHERE model_package_version = :a) AS a,
      max(report.key + 1) FILTER (WHERE model_package_version = :b) AS b
    FROM mlops.model_packages, json_each(shap_report) AS report
    WHERE model_package_group_name = :group AND model_package_version IN (:a, :b)
    GROUP BY 1
  ),
  parameters AS (
    SELECT
      parameter.key AS name, max(parameter.value) FILTER (WHERE model_package_version = :a) AS a,
      max(parameter.value) FILTER (WHERE model_package_version = :b) AS b
    FROM mlops.model_packages, json_each(parameters) AS parameter
    WHERE model_package_group_name = :group AND model_package_version IN (:a, :b)
    GROUP BY 1
  ),
  figures (part, place, kind, name, rows, a, b) AS (
    SELECT 1, 0, 'metric', name, NULL, a, b FROM metrics
    UNION ALL SELECT 2, 1, 'same rows', 'rmse', n, sqrt(a_mse), sqrt(b_mse) FROM totals WHERE n > 0
    UNION ALL SELECT 2, 2, 'same rows', 'mae', n, a_mae, b_mae FROM totals WHERE n > 0
    UNION ALL
    SELECT 2, 3, 'same rows', 'r2', n, 1 - a_mse / nullif(variance, 0), 1 - b_mse / nullif(variance, 0)
    FROM totals WHERE n > 0
    UNION ALL SELECT 2, 4, 'same rows', 'bias', n, a_bias, b_bias FROM totals WHERE n > 0
    UNION ALL
    SELECT 3, row_number() OVER (ORDER BY segment, value), 'segment rmse', name, n, a_rmse, b_rmse FROM segments
    UNION ALL SELECT 4, coalesce(b, 1000 + a), 'shap rank', feature, NULL, a, b FROM ranks
    UNION ALL SELECT 5, 0, 'parameter', name, NULL, a, b FROM parameters
  )
SELECT
  kind, name, rows, a, b,
  CASE
    WHEN typeof(a) IN ('integer', 'real') AND typeof(b) IN ('integer', 'real') THEN b - a
    WHEN a IS NOT b THEN 'changed'
  END AS change
FROM figures
ORDER BY part, place, name
