-- What was an endpoint asked on a stretch of days, and what did it answer?
-- One line per captured row and input; column_name predicted is the answer. Rows are taken in even steps, 20,000 at most.
-- @param endpoint TEXT -   the endpoint
-- @param from TEXT -       the first day
-- @param to TEXT -         the last day
WITH
  span AS (
    SELECT max(1, (count(*) + 19999) / 20000) AS step
    FROM data_capture.predictions
    WHERE endpoint_name = :endpoint AND captured_at >= :from AND captured_at < date(:to, '+1 day')
  ),
  sample AS MATERIALIZED (
    SELECT capture_number, inputs, prediction
    FROM data_capture.predictions, span
    WHERE
      endpoint_name = :endpoint AND captured_at >= :from AND captured_at < date(:to, '+1 day')
      AND capture_number % step = 0
  )
SELECT capture_number AS row_number, key AS column_name, value
FROM sample, json_each(inputs)
UNION ALL
SELECT capture_number, 'predicted', prediction
FROM sample
