import Fixtures
import Operations
import Testing
import Warehouse

@Suite("Monitoring queries and dashboard scripts run on every warehouse")
struct ScriptRunTests {
  @Test("before the first run of the pipeline a query says which table is missing, and that it appears with a run")
  func noRun() throws {
    let temporary = try RetailWarehouse.make()
    let stockroom = temporary.stockroom
    var answered: [String] = []
    for script in try stockroom.readingScripts() {
      do {
        _ = try stockroom.answer(script.path)
        answered.append(script.path)
      } catch let error as WarehouseError {
        #expect(error.code == "sql", "\(script.name)")
        #expect(error.subject.hasPrefix("sql/\(script.name)"), "\(error.subject)")
        #expect(error.found.hasPrefix("no such table"), "\(script.name): \(error.found)")
        #expect(error.remedy?.contains("first run") == true, "\(script.name)")
      }
    }
    #expect(
      answered == [
        "monitoring/alert_history", "monitoring/alert_states", "monitoring/daily_performance",
        "monitoring/degraded_metrics", "monitoring/drift_history", "monitoring/drifting_columns",
        "monitoring/executions_per_day", "monitoring/failed_steps", "monitoring/feature_batches",
        "monitoring/ingest_history", "monitoring/interval_coverage", "monitoring/model_versions",
        "monitoring/quality_failures",
        "monitoring/query_history", "monitoring/residual_anomalies", "monitoring/sales_by_month",
        "monitoring/step_costs", "monitoring/worst_segments", "dashboards/execution_steps", "dashboards/executions",
        "dashboards/model_versions",
      ])
  }

  /// Queries that have nothing to say where nothing went wrong, nobody asked, no promotion ran and there is no other run.
  private static let mayBeEmpty: Set = [
    "monitoring/failed_steps", "monitoring/query_history", "monitoring/parameter_changes",
    "monitoring/stock_out_suspects", "monitoring/promotion_uplift",
    "monitoring/quality_failures", "monitoring/drifting_columns", "monitoring/degraded_metrics",
    "monitoring/residual_anomalies",
  ]

  @Test("after one run every script answers, and what compares with the run before is empty")
  func oneRun() throws {
    let temporary = try EvaluatedWarehouse.make()
    let stockroom = temporary.stockroom
    for script in try stockroom.readingScripts() {
      let answer = try stockroom.answer(script.path)
      #expect(!answer.rows.isEmpty || Self.mayBeEmpty.contains(script.path), "\(script.name)")
      #expect(Set(answer.columns).count == answer.columns.count, "\(script.name): two columns of one name")
      for column in answer.columns {
        #expect(column.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(script.name): column \(column)")
      }
    }
    for (query, column) in [
      ("latest_vs_previous", "previous"), ("latest_vs_previous", "verdict"), ("latest_vs_previous", "note"),
      ("shap_rank_changes", "rank_change"), ("profile_comparison", "mean_shift"), ("metric_trend", "rmse_change"),
    ] {
      let values = try stockroom.answer("monitoring/\(query)").column(column)
      #expect(!values.isEmpty && values.allSatisfy { $0 == .null }, "\(query).\(column)")
    }
    #expect(try stockroom.answer("monitoring/parameter_changes").rows.isEmpty)
  }

  @Test("after two runs every script answers, and the latest run is compared with the one before")
  func twoRuns() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let stockroom = temporary.stockroom
    for script in try stockroom.readingScripts() {
      let answer = try stockroom.answer(script.path)
      #expect(!answer.rows.isEmpty || Self.mayBeEmpty.contains(script.path), "\(script.name)")
    }
    let changes = try stockroom.answer("monitoring/parameter_changes")
    #expect(changes.rows == [[.text("seed"), .text("43"), .text("42")]])
    let trend = try stockroom.answer("dashboards/overview").column("is_latest")
    #expect(trend == [.integer(1), .integer(0)])
    let verdicts = try stockroom.answer("monitoring/latest_vs_previous").columns("metric", "change", "note")
    #expect(verdicts.contains([.text("test_rows"), .integer(0), .null]))
  }

  @Test("a default that is given as a value changes nothing")
  func defaults() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let stockroom = temporary.stockroom
    for script in try stockroom.readingScripts() where !script.parameters.isEmpty {
      let given = script.parameters.map { (name: $0.name, value: $0.defaultValue ?? "") }
      #expect(try stockroom.answer(script.path, given) == stockroom.answer(script.path), "\(script.name)")
    }
  }

  @Test("a run is chosen by the first characters of its id, and an unknown one gives no rows")
  func chosenRun() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let stockroom = temporary.stockroom
    let runs = try temporary.rows(
      "SELECT mlflow_run_id FROM monitor_retail_demand.evaluation_summary ORDER BY eval_timestamp_utc")
    guard case .text(let first) = try #require(runs.first?.first),
      case .text(let second) = try #require(runs.last?.first)
    else { return }
    let chosen = try stockroom.answer(
      "monitoring/latest_vs_previous", [("run", String(first.prefix(12))), ("against", String(second.prefix(12)))])
    let usual = try stockroom.answer("monitoring/latest_vs_previous")
    #expect(try chosen.column("latest") == usual.column("previous"))
    #expect(try chosen.column("previous") == usual.column("latest"))
    for script in try stockroom.readingScripts() where script.parameters.contains(where: { $0.name == "run" }) {
      #expect(try stockroom.answer(script.path, [("run", "none-such")]).rows.isEmpty, "\(script.name)")
    }
  }

  @Test("rows without any optional value, and days without any sale, disturb no script")
  func sparse() throws {
    let temporary = try EvaluatedWarehouse.emptied()
    let run = String(repeating: "a", count: 32)
    let at = "'2026-02-01T00:00:00.000Z', '\(run)'"
    for sql in [
      """
      INSERT INTO monitor_retail_demand.evaluation_summary
        (eval_timestamp_utc, mlflow_run_id, experiment_name, model_source, test_data_source, n_rows, rmse, mae, eval_date,
         ingested_at_utc)
      VALUES (\(at), 'e', 'm', 't', 2, 0.0, 0.0, '2026-02-01', '2026-02-01T00:00:00.000Z')
      """,
      """
      INSERT INTO monitor_retail_demand.test_predictions
        (record_id, units_sold, prediction, eval_timestamp_utc, mlflow_run_id, eval_date)
      VALUES (1, NULL, 1.0, \(at), '2026-02-01'), (2, 0, 0.0, \(at), '2026-02-01')
      """,
      "INSERT INTO monitor_retail_demand.shap_feature_importance VALUES ('x', 0.0, \(at), '2026-02-01')",
    ] {
      try temporary.execute(sql, in: "monitor_retail_demand")
    }
    for script in try temporary.stockroom.readingScripts() {
      _ = try temporary.stockroom.answer(script.path)
    }
    let stores = try temporary.stockroom.answer("monitoring/worst_stores").columns("store_id", "n_rows", "rmse", "wape")
    #expect(stores == [[.null, .integer(2), .real(0), .null]])
  }
}
