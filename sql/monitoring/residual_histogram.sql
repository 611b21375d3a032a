-- How are the residuals distributed?
-- One row per band of the residual, predicted minus actual units, from (included) to (not included); the outermost
-- bands hold everything beyond. A good model has a narrow, symmetric hill around 0.
-- Plain sqlite3 runs this file unchanged.
-- @param width REAL 10     width of a band in units
-- @param bands INTEGER 6   bands on either side of 0
-- @param run TEXT latest   the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  banded AS (
    SELECT
      max(-bands, min(bands - 1, floor((prediction - units_sold) / width))) AS band, width, bands,
      prediction - units_sold AS residual
    FROM monitor_retail_demand.test_predictions
    JOIN chosen USING (mlflow_run_id)
    JOIN (SELECT coalesce(nullif(abs(:width), 0), 10) AS width, max(1, coalesce(:bands, 6)) AS bands)
  )
SELECT
  CASE band
    WHEN -bands THEN printf('below %g', (band + 1) * width)
    WHEN bands - 1 THEN printf('%g and more', band * width)
    ELSE printf('%g to %g', band * width, (band + 1) * width)
  END AS residual,
  count(*) AS n_rows,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent,
  round(100.0 * sum(count(*)) OVER (ORDER BY band) / sum(count(*)) OVER (), 1) AS share_so_far_percent,
  round(min(residual), 1) AS smallest,
  round(max(residual), 1) AS largest
FROM banded
GROUP BY band
ORDER BY band
