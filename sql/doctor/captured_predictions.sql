-- Does every captured prediction have an id of its own? A caller that gives its own ids can give one twice; an actual value
-- that is recorded for it then counts for each.
-- Each row: subject, found, remedy, and `warning`, as nothing is lost.
WITH repeated AS (
  SELECT prediction_id, count(*) AS times
  FROM data_capture.predictions
  GROUP BY prediction_id
  HAVING count(*) > 1
)
SELECT
  'data_capture.predictions' AS subject,
  'prediction ids that were captured more than once: ' || count(*) || ', such as ' || min(prediction_id) || ', '
    || max(times) || ' times at most' AS found,
  'give every request an id of its own, or none: then the endpoint makes one' AS remedy,
  'warning' AS state
FROM repeated
HAVING count(*) > 0
