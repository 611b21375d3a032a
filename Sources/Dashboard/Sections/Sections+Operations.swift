extension Sections {
  func alerts() -> Section {
    Section(
      "alerts", "Alerts", "What needs somebody's attention?",
      [
        table(
          "monitoring/alert_states", "States of alerts", caption: "State of each alert",
          empty: "Alerts: not looked at yet. stockroom monitor run does."),
        table(
          "monitoring/alert_history", "Changes of state",
          columns: ["date", "alert_name", "severity", "from_state", "state", "reason"],
          caption: "The last changes of state", limit: 20, empty: "No alert has changed its state."),
      ])
  }

  func executions(_ limit: Int = 30) -> Section {
    let columns =
      (reading.isLinked ? ["execution_id"] : []) + [
        "started_at", "pipeline_name", "status", "seconds", "condition_met", "started_by", "failure_reason",
      ]
    return Section(
      "executions", "Executions", "Which pipeline runs were there, and how did they end?",
      [
        table(
          "dashboards/executions", "Executions", columns: columns, caption: "The latest executions", limit: limit,
          empty: "No pipeline has run yet: stockroom pipeline run NAME starts one.")
      ])
  }

  func versions(_ limit: Int = 30) -> Section {
    let columns = [
      "model_package_group", "model_package_version", "approval_status", "registered_at", "decided_by", "rmse", "mae",
      "r2", "wape", "endpoint_name",
    ]
    return Section(
      "versions", "Model versions", "Which models are registered, and who decided about them?",
      [
        table(
          "dashboards/model_versions", "Model versions", columns: columns, caption: "Registered versions", limit: limit,
          empty: "No model is registered yet: a pipeline registers one that meets its thresholds.")
      ])
  }
}
