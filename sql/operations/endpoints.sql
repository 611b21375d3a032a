-- Which endpoints are there, and which model does each serve?
-- One row per endpoint.
-- @param endpoint TEXT all   only this endpoint
SELECT
  e.endpoint_name, e.endpoint_status, c.model_package_group_name, c.model_package_version AS version,
  e.config_version, c.max_concurrency, c.memory_size_mb, c.idle_seconds, c.capture_percent, e.updated_at,
  e.failure_reason
FROM mlops.endpoints AS e
LEFT JOIN mlops.endpoint_configs AS c USING (endpoint_name, config_version)
WHERE :endpoint IS NULL OR e.endpoint_name = :endpoint
ORDER BY e.endpoint_name
