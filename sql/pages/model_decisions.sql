-- Who decided what about a version of a model, and why?
-- One row per decision, the newest first; the first decision is the registration.
-- @param group TEXT -        the model package group
-- @param version INTEGER -   the version
SELECT decided_at, to_status AS decision, decided_by, from_status, reason
FROM mlops.model_package_decisions
WHERE model_package_group_name = :group AND model_package_version = :version
ORDER BY decision_number DESC
