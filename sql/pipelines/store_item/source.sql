-- Which rows does the pipeline learn from?
-- One row per store, item and day. The record identifier reads as the day, the store and the item: 2013-01-31, store 4,
-- item 25 is 201301310425, so that it stays the same when more days are loaded. day_number counts days, for the windows of
-- features.sql.
SELECT
  CAST(replace(date, '-', '') AS INTEGER) * 10000 + store * 100 + item AS record_id,
  date,
  CAST(julianday(date) + 0.5 AS INTEGER) AS day_number,
  store,
  item,
  sales
FROM store_item.sales
