-- What happened to an endpoint?
-- One row per change of its state, the newest first.
-- @param endpoint TEXT -   the endpoint
-- @param limit INTEGER 20   at most so many
SELECT
  changed_at, from_status, to_status, config_version, model_package_group_name, model_package_version AS version,
  changed_by, reason
FROM mlops.endpoint_history
WHERE endpoint_name = :endpoint
ORDER BY history_number DESC
LIMIT coalesce(:limit, 20)
