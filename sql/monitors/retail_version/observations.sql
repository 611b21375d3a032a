-- Which raw rows does a stretch of days have?
-- One row per store and day, every column as it was loaded.
-- @param from TEXT -   the first day
-- @param to TEXT -     the last day
SELECT *
FROM retail_demand.demand_product
WHERE date BETWEEN :from AND :to
ORDER BY date, store_id
