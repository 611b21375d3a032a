-- What did an endpoint answer on a stretch of days, and what turned out to be true?
-- One row per captured prediction whose actual value is known.
-- @param endpoint TEXT -   the endpoint
-- @param from TEXT -       the first day
-- @param to TEXT -         the last day
SELECT
  substr(captured_at, 1, 10) AS date, model_package_version AS model_version, prediction AS predicted, actual,
  NULL AS seasonal_naive, intervals ->> '$.p10' AS p10, intervals ->> '$.p90' AS p90
FROM data_capture.predictions
JOIN data_capture.actuals USING (prediction_id)
WHERE endpoint_name = :endpoint AND captured_at >= :from AND captured_at < date(:to, '+1 day')
