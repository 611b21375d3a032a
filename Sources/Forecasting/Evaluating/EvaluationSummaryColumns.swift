import Warehouse

/// The flat row of an evaluation: the columns of `evaluation_summary`, table and CSV alike, and where each value stands in
/// `evaluation_summary.json`.
struct EvaluationSummaryColumns {
  struct Entry {
    let column: TableShape.Column
    /// A JSON path of SQLite's.
    let path: String
  }

  let entries: [Entry]

  /// - Parameter label: the label's column, part of the names of its statistics.
  init(label: String) {
    func entry(_ name: String, _ type: String, _ path: String, isRequired: Bool = false) -> Entry {
      Entry(column: TableShape.Column(name, type, isRequired: isRequired), path: "$." + path)
    }
    var entries = [
      entry("eval_timestamp_utc", "TEXT", "eval_timestamp_utc", isRequired: true),
      entry("mlflow_run_id", "TEXT", "mlflow_run_id", isRequired: true),
      entry("experiment_name", "TEXT", "experiment_name", isRequired: true),
      entry("model_source", "TEXT", "model_source", isRequired: true),
      entry("test_data_source", "TEXT", "test_data_source", isRequired: true),
      entry("n_rows", "INTEGER", "n_rows", isRequired: true),
      entry("rmse", "REAL", "metrics.rmse", isRequired: true),
      entry("mae", "REAL", "metrics.mae", isRequired: true),
      entry("r2", "REAL", "metrics.r2"),
    ]
    for statistic in ["mean", "std", "min", "max", "p25", "p50", "p75"] {
      entries.append(entry("label_\(label)_\(statistic)", "REAL", "label.\(statistic)"))
    }
    entries += [
      entry("high_demand_n_pos", "INTEGER", "high_demand.n_pos"),
      entry("high_demand_n_neg", "INTEGER", "high_demand.n_neg"),
      entry("high_demand_pos_rate_overall", "REAL", "high_demand.pos_rate_overall"),
      entry("bias_threshold", "REAL", "bias.threshold"),
      entry("bias_n_missing_facet", "INTEGER", "bias.n_missing_facet"),
    ]
    for group in ["a", "d"] {
      entries.append(entry("bias_group_\(group)_n", "INTEGER", "bias.group_\(group).n"))
      for figure in ["pos_rate_true", "pos_rate_pred", "recall", "precision", "accuracy"] {
        entries.append(entry("bias_group_\(group)_\(figure)", "REAL", "bias.group_\(group).\(figure)"))
      }
    }
    for figure in ["DPL_labels", "DPPL_predicted", "RD_recall_diff", "AD_accuracy_diff"] {
      entries.append(entry("bias_\(figure)", "REAL", "bias.\(figure)"))
    }
    entries += [
      entry("wape", "REAL", "metrics.wape"),
      entry("mean_error", "REAL", "metrics.bias"),
      entry("seasonal_naive_rmse", "REAL", "metrics.seasonal_naive_rmse"),
      entry("seasonal_naive_mae", "REAL", "metrics.seasonal_naive_mae"),
      entry("seasonal_naive_n_rows", "INTEGER", "metrics.seasonal_naive_n_rows"),
      entry("high_demand_threshold", "REAL", "high_demand.threshold"),
      entry("bias_facet", "TEXT", "bias.facet"),
      entry("bias_group_a_facet_value", "TEXT", "bias.group_a.facet_value"),
      entry("bias_group_d_facet_value", "TEXT", "bias.group_d.facet_value"),
      entry("interval_coverage", "REAL", "metrics.interval_coverage"),
      entry("interval_mean_width", "REAL", "metrics.interval_mean_width"),
    ]
    self.entries = entries
  }

  /// A SELECT of one row out of the JSON text that is bound as `:summary`.
  var selection: String {
    entries.map { entry in
      "CAST(:summary ->> '\(entry.path)' AS \(entry.column.type)) AS \(Identifier.quoted(entry.column.name))"
    }.joined(separator: ",\n  ")
  }
}
