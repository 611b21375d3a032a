-- What was forecast for a stretch of days, and what came?
-- One row per store and day whose sales are known, as the newest evaluation saw it: every column of test_predictions, and
-- as predicted and actual what is compared.
-- @param from TEXT -   the first day
-- @param to TEXT -     the last day
WITH
  aged AS (
    SELECT
      rowid AS place,
      row_number() OVER (PARTITION BY record_id ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
    FROM monitor_retail_demand.test_predictions
    WHERE date BETWEEN :from AND :to
  )
SELECT prediction AS predicted, units_sold AS actual, predictions.*
FROM aged
JOIN monitor_retail_demand.test_predictions AS predictions ON predictions.rowid = aged.place
WHERE age = 1 AND units_sold IS NOT NULL
