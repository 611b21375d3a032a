-- Copies the profile of a run's label and features into its monitoring database.
-- @param profile TEXT -              JSON: {"generated_at_utc": …, "columns": [{"feature_name": …, "kind": …, "n_rows": …, …}]}
-- @param eval_timestamp_utc TEXT -   when the run was evaluated
-- @param mlflow_run_id TEXT -        the run
INSERT INTO data_profile
  (eval_timestamp_utc, mlflow_run_id, eval_date, generated_at_utc, feature_name, kind, n_rows, mean, std, min, max, p25,
   p50, p75, missing_count)
SELECT
  :eval_timestamp_utc, :mlflow_run_id, date(:eval_timestamp_utc), :profile ->> 'generated_at_utc',
  value ->> 'feature_name', value ->> 'kind', value ->> 'n_rows', value ->> 'mean', value ->> 'std', value ->> 'min',
  value ->> 'max', value ->> 'p25', value ->> 'p50', value ->> 'p75', value ->> 'n_missing'
FROM json_each(:profile, '$.columns')
