-- How good were the forecasts, day by day?
-- One row per day, the newest first. skill is the share of the seasonal-naive rmse that the model saves; skill_7_days is
-- that of the seven days that end here, weighted by their rows. Plain sqlite3 runs this file unchanged.
-- @param date TEXT latest              the last day, or latest
-- @param monitor TEXT retail_demand    the monitor
-- @param days INTEGER 14               how many days
WITH
  figures AS (
    SELECT
      date, n_rows, actual, predicted, rmse, mae, wape, mean_error, skill,
      1 - sqrt(
        sum(rmse * rmse * n_rows) FILTER (WHERE naive_rmse IS NOT NULL) OVER week
        / nullif(sum(naive_rmse * naive_rmse * n_rows) OVER week, 0)) AS skill_7_days
    FROM mlops.performance_daily
    WHERE
      monitor = coalesce(:monitor, 'retail_demand') AND segment_name = 'all'
      AND (coalesce(:date, 'latest') = 'latest' OR date <= :date)
    WINDOW week AS (ORDER BY date ROWS 6 PRECEDING)
  )
SELECT
  date, n_rows, actual AS units, round(predicted, 1) AS predicted, round(rmse, 3) AS rmse, round(mae, 3) AS mae,
  round(wape, 4) AS wape, round(mean_error, 3) AS mean_error, round(skill, 4) AS skill,
  round(skill_7_days, 4) AS skill_7_days
FROM figures
WHERE coalesce(:date, 'latest') = 'latest' OR date > date(:date, '-' || coalesce(:days, 14) || ' days')
ORDER BY date DESC
LIMIT coalesce(:days, 14)
