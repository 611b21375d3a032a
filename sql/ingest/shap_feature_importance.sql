-- Copies the SHAP importances of a run into its monitoring database.
-- @param shap TEXT -                 JSON: [{"feature": …, "mean_abs_shap": …}, …]
-- @param eval_timestamp_utc TEXT -   when the run was evaluated
-- @param mlflow_run_id TEXT -        the run
INSERT INTO shap_feature_importance (feature, mean_abs_shap, eval_timestamp_utc, mlflow_run_id, eval_date)
SELECT value ->> 'feature', value ->> 'mean_abs_shap', :eval_timestamp_utc, :mlflow_run_id, date(:eval_timestamp_utc)
FROM json_each(:shap)
