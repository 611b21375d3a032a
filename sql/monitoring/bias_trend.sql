-- Does the model treat the two groups of the bias facet alike, and did that change?
-- One row per run, the oldest first. High demand is the positive outcome. A difference is group a minus group d (a: the
-- lower value of the facet, for is_weekend the working days); 0 is even, 1 or -1 the extreme. DPL: of actual shares.
-- DPPL: of predicted shares. RD: of recall. AD: of accuracy.
-- Plain sqlite3 runs this file unchanged.
-- @param runs INTEGER 30   how many of the latest runs
WITH trend AS (
  SELECT *, row_number() OVER (ORDER BY eval_timestamp_utc DESC, mlflow_run_id DESC) AS age
  FROM monitor_retail_demand.evaluation_summary
)
SELECT
  eval_timestamp_utc, mlflow_run_id, bias_facet,
  bias_group_a_facet_value AS group_a, bias_group_a_n AS group_a_rows,
  bias_group_d_facet_value AS group_d, bias_group_d_n AS group_d_rows,
  round(bias_DPL_labels, 4) AS dpl_labels,
  round(bias_DPPL_predicted, 4) AS dppl_predicted,
  round(bias_RD_recall_diff, 4) AS rd_recall_diff,
  round(bias_AD_accuracy_diff, 4) AS ad_accuracy_diff
FROM trend
WHERE age <= coalesce(:runs, 30)
ORDER BY age DESC
