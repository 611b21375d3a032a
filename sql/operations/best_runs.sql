-- Which runs are best by a metric?
-- One row per run that has it, the best first; runs that did not finish are left out.
-- @param metric TEXT val_rmse     the metric
-- @param descending INTEGER 0     1 where larger is better
-- @param experiment TEXT all      only this experiment
-- @param limit INTEGER 10         at most so many
SELECT
  row_number() OVER (ORDER BY iif(coalesce(:descending, 0), -m.value, m.value), run.started_at) AS place,
  m.value, run.mlflow_run_id, run.experiment_name, run.started_at, run.fit_status, run.note
FROM mlops.run_metrics AS m
JOIN mlops.run_overview AS run USING (mlflow_run_id)
WHERE m.name = coalesce(:metric, 'val_rmse') AND m.value IS NOT NULL AND run.status = 'FINISHED'
  AND (:experiment IS NULL OR run.experiment_name = :experiment)
ORDER BY place
LIMIT coalesce(:limit, 10)
