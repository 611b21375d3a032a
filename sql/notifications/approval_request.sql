-- Which figures does a model version have, beside those of the version in service?
-- One row per metric of the version; in_service is empty where no version serves or it has no such figure.
-- @param group TEXT -             the model package group
-- @param version INTEGER -        the version that waits for a decision
-- @param serving_group TEXT none  the group of the version in service
-- @param serving INTEGER none     the version in service
SELECT candidate.name, candidate.value AS candidate, serving.value AS in_service
FROM mlops.model_package_metrics AS candidate
LEFT JOIN mlops.model_package_metrics AS serving
  ON serving.model_package_group_name = :serving_group AND serving.model_package_version = :serving
  AND serving.name = candidate.name
WHERE candidate.model_package_group_name = :group AND candidate.model_package_version = :version
ORDER BY
  CASE candidate.name WHEN 'rmse' THEN 1 WHEN 'mae' THEN 2 WHEN 'r2' THEN 3 WHEN 'wape' THEN 4 ELSE 5 END,
  candidate.name
