-- What does each type of promotion bring, and does the model know it?
-- One row per type of promotion, the largest uplift first. An uplift compares the days of a promotion with what the
-- same stores sell on their test days without one, in percent. mean_discount_pct is a fraction. gap_percent > 0: the
-- model expects too much of the promotion.
-- Plain sqlite3 runs this file unchanged.
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  sums AS MATERIALIZED (
    SELECT
      store_id, CASE is_promo WHEN 1 THEN coalesce(promo_type, 'not named') END AS promotion, count(*) AS n_rows,
      sum(units_sold) AS units, sum(prediction) AS predicted, sum(discount_pct) AS discount
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    GROUP BY 1, 2
  ),
  ordinary AS MATERIALIZED (
    SELECT store_id, 1.0 * units / n_rows AS units, predicted / n_rows AS predicted
    FROM sums
    WHERE promotion IS NULL
  ),
  uplifts AS (
    SELECT
      sums.promotion, sum(n_rows) AS n_rows, sum(discount) / sum(n_rows) AS discount,
      100 * (sum(sums.units) / nullif(sum(ordinary.units * n_rows), 0) - 1) AS actual,
      100 * (sum(sums.predicted) / nullif(sum(ordinary.predicted * n_rows), 0) - 1) AS predicted
    FROM sums
    CROSS JOIN ordinary USING (store_id) -- keeps the order: one look-up per row of sums
    WHERE sums.promotion IS NOT NULL
    GROUP BY sums.promotion
  )
SELECT
  promotion, n_rows,
  round(discount, 3) AS mean_discount_pct,
  round(actual, 1) AS actual_uplift_percent,
  round(predicted, 1) AS predicted_uplift_percent,
  round(predicted - actual, 1) AS gap_percent
FROM uplifts
ORDER BY actual DESC, promotion
