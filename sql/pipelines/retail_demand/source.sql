-- Which rows does the pipeline learn from?
-- One row per store and day, up to the day that the execution is about. The result is the temporary table `source` of the
-- next scripts.
-- @param LogicalDate TEXT 9999-12-31   the last day
SELECT
  record_id, date, store_id, day_of_week, is_weekend, is_holiday, holiday_name, max_temp_c, rainfall_mm, is_hot_day,
  is_rainy_day, base_price, discount_pct, is_promo, promo_type, final_price, units_sold
FROM retail_demand.demand_product
WHERE (date <= coalesce(:LogicalDate, '9999-12-31')) IS NOT FALSE -- a row without a date stays, to be refused later
