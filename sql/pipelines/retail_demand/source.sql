-- Which rows does the pipeline learn from?
-- One row per store and day. The result is the temporary table `source` of the next scripts.
SELECT
  record_id, date, store_id, day_of_week, is_weekend, is_holiday, holiday_name, max_temp_c, rainfall_mm, is_hot_day,
  is_rainy_day, base_price, discount_pct, is_promo, promo_type, final_price, units_sold
FROM retail_demand.demand_product
