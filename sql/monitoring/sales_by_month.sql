-- How do sales develop, against the same month of the year before?
-- One row per month of the raw table, the newest last. units_per_store_day makes months of different length and numbers
-- of stores comparable; promotion_percent is the share of the rows with a promotion.
-- Plain sqlite3 runs this file unchanged.
-- @param months INTEGER 24   how many of the last months
WITH
  months AS (
    SELECT
      substr(date, 1, 7) AS month, count(*) AS n_rows, count(DISTINCT store_id) AS stores, sum(units_sold) AS units,
      avg(units_sold) AS units_per_store_day, avg(final_price) AS mean_price, 100 * avg(is_promo) AS promotion_percent
    FROM retail_demand.demand_product
    GROUP BY 1
  ),
  newest AS (SELECT row_number() OVER (ORDER BY month DESC) AS age, * FROM months)
SELECT
  newest.month, newest.stores, newest.n_rows, newest.units,
  round(newest.units_per_store_day, 2) AS units_per_store_day,
  round(100 * (newest.units_per_store_day / nullif(year_before.units_per_store_day, 0) - 1), 1)
    AS change_to_year_before_percent,
  round(newest.mean_price, 2) AS mean_price,
  round(newest.promotion_percent, 1) AS promotion_percent
FROM newest
LEFT JOIN months AS year_before ON year_before.month = strftime('%Y-%m', newest.month || '-01', '-1 year')
WHERE newest.age <= coalesce(:months, 24)
ORDER BY newest.month
