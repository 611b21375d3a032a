-- Did the training stop at the right moment?
-- One row for every tenth boosting round, the best one and the last one: the rmse on training and on validation rows.
-- Where both still fall at the end, allow more rounds; where validation turns up early, learn more slowly.
-- Plain sqlite3 runs this file unchanged.
-- @param every INTEGER 10   show one round in so many
-- @param run TEXT latest    the run: the first characters of its mlflow_run_id
WITH
  chosen AS (
    SELECT mlflow_run_id
    FROM monitor_retail_demand.evaluation_summary
    WHERE mlflow_run_id GLOB coalesce(nullif(:run, 'latest'), '') || '*'
    ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC
    LIMIT 1
  ),
  rounds AS (
    SELECT
      step AS round,
      max(value) FILTER (WHERE name = 'train_rmse_round') AS train_rmse,
      max(value) FILTER (WHERE name = 'val_rmse_round') AS val_rmse
    FROM mlops.run_metric_history
    JOIN chosen USING (mlflow_run_id)
    WHERE name IN ('train_rmse_round', 'val_rmse_round')
    GROUP BY step
  ),
  best AS (SELECT round FROM rounds WHERE val_rmse IS NOT NULL ORDER BY val_rmse, round LIMIT 1),
  last AS (SELECT max(round) AS round FROM rounds)
SELECT
  round,
  round(train_rmse, 3) AS train_rmse,
  round(val_rmse, 3) AS val_rmse,
  round(val_rmse - train_rmse, 3) AS gap,
  CASE round WHEN (SELECT round FROM best) THEN 'best' WHEN (SELECT round FROM last) THEN 'last' END AS note
FROM rounds
WHERE
  round % max(1, coalesce(:every, 10)) = 0 OR round = (SELECT round FROM best) OR round = (SELECT round FROM last)
ORDER BY round
