-- Which rows does the pipeline learn from?
-- One row per store, product and day, under plain names. The record identifier is the day, the store and the product, as in
-- 2022-01-31|S004|P0017: it stays the same when more days are loaded.
-- Two columns of the file are left out. Demand Forecast is Units Sold plus noise: it leaks the label. Units Ordered may be
-- decided after the sale.
SELECT
  "Date" || '|' || "Store ID" || '|' || "Product ID" AS record_id,
  "Date" AS date,
  "Store ID" AS store,
  "Product ID" AS product,
  "Category" AS category,
  "Region" AS region,
  "Inventory Level" AS inventory_level,
  "Price" AS base_price,
  "Discount" AS discount_percent,
  "Competitor Pricing" AS competitor_price,
  "Weather Condition" AS weather,
  "Holiday/Promotion" AS is_holiday,
  "Seasonality" AS season,
  "Units Sold" AS units_sold
FROM store_inventory.sales
