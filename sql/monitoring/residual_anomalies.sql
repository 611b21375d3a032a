-- On which days was the forecast unusually far off?
-- One row per day whose score is beyond the limit, the newest first. score is the mean error of the day in standard
-- deviations of the 28 days before; mean_error_7_days averages the week that ends here. Plain sqlite3 runs this file
-- unchanged.
-- @param monitor TEXT retail_demand    the monitor
-- @param limit REAL 3                  the score from which a day is unusual
WITH
  figures AS (
    SELECT
      date, n_rows, mean_error,
      avg(mean_error) OVER (ORDER BY date ROWS 6 PRECEDING) AS mean_error_7_days,
      avg(mean_error) OVER before AS usual,
      sqrt(max(0, avg(mean_error * mean_error) OVER before - avg(mean_error) OVER before * avg(mean_error) OVER before))
        AS spread,
      count(*) OVER before AS n_before
    FROM mlops.performance_daily
    WHERE monitor = coalesce(:monitor, 'retail_demand') AND segment_name = 'all'
    WINDOW before AS (ORDER BY date ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)
  )
SELECT
  date, n_rows, round(mean_error, 3) AS mean_error, round(mean_error_7_days, 3) AS mean_error_7_days,
  round(usual, 3) AS usual, round(spread, 3) AS spread, round((mean_error - usual) / nullif(spread, 0), 2) AS score
FROM figures
WHERE n_before >= 7 AND abs((mean_error - usual) / nullif(spread, 0)) > coalesce(:limit, 3)
ORDER BY date DESC
