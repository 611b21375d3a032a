-- Which columns does every row have?
-- Adds numbers in place of text, prices and calendar features. A text that is new gets NULL, which the model takes for
-- missing, and not the number of another.
SELECT
  source.*,
  date || 'T00:00:00.000Z' AS event_time,
  CAST(substr(store, 2) AS INTEGER) AS store_id, -- S001 is 1
  CAST(substr(product, 2) AS INTEGER) AS product_id, -- P0001 is 1
  CASE category
    WHEN 'Clothing' THEN 0 WHEN 'Electronics' THEN 1 WHEN 'Furniture' THEN 2 WHEN 'Groceries' THEN 3 WHEN 'Toys' THEN 4
  END AS category_index,
  CASE region WHEN 'East' THEN 0 WHEN 'North' THEN 1 WHEN 'South' THEN 2 WHEN 'West' THEN 3 END AS region_index,
  CASE weather WHEN 'Sunny' THEN 0 WHEN 'Cloudy' THEN 1 WHEN 'Rainy' THEN 2 WHEN 'Snowy' THEN 3 END AS weather_index,
  CASE season WHEN 'Spring' THEN 0 WHEN 'Summer' THEN 1 WHEN 'Autumn' THEN 2 WHEN 'Winter' THEN 3 END AS season_index,
  CAST(discount_percent / 100.0 AS REAL) AS discount_pct,
  CAST(base_price * (1 - discount_percent / 100.0) AS REAL) AS final_price,
  CAST(base_price * (1 - discount_percent / 100.0) - competitor_price AS REAL) AS price_above_competitor,
  CAST(discount_percent > 0 AS INTEGER) AS is_promo,
  CAST(weather = 'Rainy' AS INTEGER) AS is_rainy_day,
  CAST(strftime('%Y', date) AS INTEGER) AS year,
  CAST(strftime('%m', date) AS INTEGER) AS month,
  CAST(strftime('%d', date) AS INTEGER) AS day,
  CAST(strftime('%j', date) AS INTEGER) AS day_of_year,
  CAST((strftime('%w', date) + 6) % 7 AS INTEGER) AS day_of_week_index, -- Monday = 0
  CAST(strftime('%w', date) IN ('0', '6') AS INTEGER) AS is_weekend
FROM source
