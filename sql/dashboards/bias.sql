-- Does the model treat the groups of the bias facet alike?
-- One row per run and group, the newest run first: group a has the lower facet value, d the higher. High demand is the
-- positive outcome. The four differences (a minus d) belong to the run and stand on both of its rows.
WITH groups AS (
  SELECT
    mlflow_run_id, 'a' AS facet_group, bias_group_a_facet_value AS facet_value,
    bias_group_a_n AS n_rows, bias_group_a_pos_rate_true AS pos_rate_true, bias_group_a_pos_rate_pred AS pos_rate_pred,
    bias_group_a_recall AS recall, bias_group_a_precision AS precision, bias_group_a_accuracy AS accuracy
  FROM monitor_retail_demand.evaluation_summary
  UNION ALL
  SELECT
    mlflow_run_id, 'd', bias_group_d_facet_value, bias_group_d_n, bias_group_d_pos_rate_true,
    bias_group_d_pos_rate_pred, bias_group_d_recall, bias_group_d_precision, bias_group_d_accuracy
  FROM monitor_retail_demand.evaluation_summary
)
SELECT
  summary.eval_timestamp_utc, summary.eval_date, summary.mlflow_run_id, summary.bias_facet, groups.facet_group,
  groups.facet_value, groups.n_rows,
  round(groups.pos_rate_true, 6) AS pos_rate_true,
  round(groups.pos_rate_pred, 6) AS pos_rate_pred,
  round(groups.recall, 6) AS recall,
  round(groups.precision, 6) AS precision,
  round(groups.accuracy, 6) AS accuracy,
  round(summary.bias_DPL_labels, 6) AS dpl_labels,
  round(summary.bias_DPPL_predicted, 6) AS dppl_predicted,
  round(summary.bias_RD_recall_diff, 6) AS rd_recall_diff,
  round(summary.bias_AD_accuracy_diff, 6) AS ad_accuracy_diff,
  summary.bias_threshold AS threshold
FROM groups
JOIN monitor_retail_demand.evaluation_summary AS summary USING (mlflow_run_id)
ORDER BY summary.eval_timestamp_utc DESC, summary.mlflow_run_id DESC, groups.facet_group
