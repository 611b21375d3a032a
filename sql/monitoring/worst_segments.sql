-- Which segments are forecast worst?
-- One row per segment (a store, a weekday, promotion or not) over the last days, the largest wape first. share_percent is
-- its part of the whole absolute error of its kind. Plain sqlite3 runs this file unchanged.
-- @param monitor TEXT retail_demand    the monitor
-- @param days INTEGER 28               how many of the last days
-- @param segments INTEGER 15           at most so many segments
WITH
  span AS (
    SELECT max(date) AS last_day FROM mlops.performance_daily WHERE monitor = coalesce(:monitor, 'retail_demand')
  ),
  segments AS (
    SELECT
      segment_name, segment, count(*) AS n_days, sum(n_rows) AS n_rows, sum(mae * n_rows) AS error, sum(actual) AS actual,
      sum(mean_error * n_rows) AS signed_error
    FROM mlops.performance_daily, span
    WHERE
      monitor = coalesce(:monitor, 'retail_demand') AND segment_name <> 'all'
      AND date > date(span.last_day, '-' || coalesce(:days, 28) || ' days')
    GROUP BY segment_name, segment
  )
SELECT
  segment_name, segment, n_days, n_rows, round(error / n_rows, 3) AS mae,
  round(error / nullif(abs(actual), 0), 4) AS wape, round(signed_error / n_rows, 3) AS mean_error,
  round(100 * error / sum(error) OVER (PARTITION BY segment_name), 1) AS share_percent
FROM segments
ORDER BY wape DESC, segment_name, segment
LIMIT coalesce(:segments, 15)
