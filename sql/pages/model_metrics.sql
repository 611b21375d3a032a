-- Is a version of a model better than the one in service?
-- One row per metric of the version. in_service is empty where no version serves or it has no such figure. Each version
-- was measured on the test rows of its own day; verdict is empty for figures that are neither good nor bad, and a change
-- of at most 0.1 % is none.
-- @param group TEXT -             the model package group
-- @param version INTEGER -        the version
-- @param serving_group TEXT none  the group of the version in service
-- @param serving INTEGER none     the version in service
WITH pairs AS (
  SELECT
    candidate.name, candidate.value AS candidate, serving.value AS in_service, candidate.value - serving.value AS change,
    CASE
      WHEN candidate.name IN ('rmse', 'mae', 'wape', 'val_rmse', 'test_rmse') THEN candidate.value - serving.value
      WHEN candidate.name IN ('r2', 'skill', 'test_r2') THEN serving.value - candidate.value
      WHEN candidate.name IN ('bias', 'mean_error') THEN abs(candidate.value) - abs(serving.value)
    END AS loss,
    CASE candidate.name WHEN 'rmse' THEN 1 WHEN 'mae' THEN 2 WHEN 'r2' THEN 3 WHEN 'wape' THEN 4 ELSE 5 END AS place
  FROM mlops.model_package_metrics AS candidate
  LEFT JOIN mlops.model_package_metrics AS serving
    ON serving.model_package_group_name = :serving_group AND serving.model_package_version = :serving
    AND serving.name = candidate.name
  WHERE candidate.model_package_group_name = :group AND candidate.model_package_version = :version
)
SELECT
  name AS metric, round(candidate, 6) AS this_version, round(in_service, 6) AS in_service, round(change, 6) AS change,
  round(100 * change / nullif(abs(in_service), 0), 2) AS change_percent,
  CASE
    WHEN abs(loss) <= 0.001 * abs(in_service) THEN 'same'
    WHEN loss < 0 THEN 'better'
    WHEN loss > 0 THEN 'worse'
  END AS verdict
FROM pairs
ORDER BY place, name
