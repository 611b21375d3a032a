-- Which columns does every row have?
-- Adds calendar features, and sales of the same store and item on earlier days: 1, 7 and 28 days before, and the means of
-- the 7 and of the 28 days before. No window reaches the row's own day or a later one, so the forecast is the one that can
-- be made in the morning, when yesterday's sales are known.
-- The windows count days (RANGE), not rows: where a day is missing, its lag is NULL and the means are those of the days
-- there are. A frame of one day holds one row at most, and its sum is that row's value.
SELECT
  record_id,
  date,
  date || 'T00:00:00.000Z' AS event_time,
  store,
  item,
  CAST(strftime('%Y', date) AS INTEGER) AS year,
  CAST(strftime('%m', date) AS INTEGER) AS month,
  CAST(strftime('%d', date) AS INTEGER) AS day,
  CAST(strftime('%j', date) AS INTEGER) AS day_of_year,
  CAST((strftime('%w', date) + 6) % 7 AS INTEGER) AS day_of_week_index, -- Monday = 0
  CAST(strftime('%w', date) IN ('0', '6') AS INTEGER) AS is_weekend,
  CAST(sum(sales) OVER (series RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS INTEGER) AS lag_1,
  CAST(sum(sales) OVER (series RANGE BETWEEN 7 PRECEDING AND 7 PRECEDING) AS INTEGER) AS lag_7,
  CAST(sum(sales) OVER (series RANGE BETWEEN 28 PRECEDING AND 28 PRECEDING) AS INTEGER) AS lag_28,
  CAST(avg(sales) OVER (series RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING) AS REAL) AS mean_7,
  CAST(avg(sales) OVER (series RANGE BETWEEN 28 PRECEDING AND 1 PRECEDING) AS REAL) AS mean_28,
  sales
FROM source
WINDOW series AS (PARTITION BY store, item ORDER BY day_number)
