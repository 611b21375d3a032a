-- How much was an endpoint asked, and how fast did it answer, hour by hour?
-- One row per hour with captured predictions, the oldest first, over the last hours before the newest one. Where only a
-- share of the requests is captured, counts are of that share. Latencies are in milliseconds.
-- @param endpoint TEXT -     the endpoint
-- @param hours INTEGER 48    how many hours
WITH
  span AS (
    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(captured_at), '-' || (coalesce(:hours, 48) - 1) || ' hours') AS since
    FROM data_capture.predictions
    WHERE endpoint_name = :endpoint
  )
SELECT
  strftime('%Y-%m-%d %H:00', captured_at) AS hour,
  count(DISTINCT request_id) AS requests,
  count(*) AS predictions,
  round(avg(prediction), 3) AS mean_prediction,
  round(approx_percentile(latency_ms, 0.5), 3) AS median_ms,
  round(approx_percentile(latency_ms, 0.95), 3) AS p95_ms,
  round(max(latency_ms), 3) AS max_ms,
  group_concat(DISTINCT model_package_version) AS versions
FROM data_capture.predictions
WHERE endpoint_name = :endpoint
  AND captured_at >= (SELECT substr(since, 1, 14) || '00:00.000Z' FROM span)
GROUP BY 1
ORDER BY 1
