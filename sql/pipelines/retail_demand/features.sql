-- Which columns does every row have?
-- Adds calendar and price features to `source`. The result is the temporary table `features` of the next scripts; the
-- features of pipeline.yml, the label, the record identifier, the event time and the bias facet are among its columns.
-- CAST gives a computed column its type.
SELECT
  source.*,
  date || 'T00:00:00.000Z' AS event_time,
  CAST(strftime('%Y', date) AS INTEGER) AS year,
  CAST(strftime('%m', date) AS INTEGER) AS month,
  CAST(strftime('%d', date) AS INTEGER) AS day,
  CAST(strftime('%j', date) AS INTEGER) AS day_of_year,
  CAST((strftime('%w', date) + 6) % 7 AS INTEGER) AS day_of_week_index, -- Monday = 0
  CAST(base_price * discount_pct AS REAL) AS discount_amount,
  CAST(is_promo OR is_holiday AS INTEGER) AS is_promo_or_holiday
FROM source
