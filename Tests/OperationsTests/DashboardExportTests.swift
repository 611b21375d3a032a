import Fixtures
import Foundation
import Operations
import Testing
import Warehouse

@Suite("The export of dashboard files")
struct DashboardExportTests {
  /// What spreadsheets and dashboards that people built on these files rely on.
  static let columns = [
    "bias.csv": """
    eval_timestamp_utc,eval_date,mlflow_run_id,bias_facet,facet_group,facet_value,n_rows,pos_rate_true,pos_rate_pred,\
    recall,precision,accuracy,dpl_labels,dppl_predicted,rd_recall_diff,ad_accuracy_diff,threshold
    """,
    "data_profile.csv": """
    eval_timestamp_utc,eval_date,mlflow_run_id,is_latest,feature_name,kind,n_rows,missing_count,mean,std,min,max,p25,p50,\
    p75,mean_shift
    """,
    "execution_steps.csv": """
    pipeline_name,execution_id,step_number,step_name,step_type,status,started_at,ended_at,seconds,cpu_seconds,\
    peak_memory_bytes,message
    """,
    "executions.csv": """
    started_at,started_date,execution_id,pipeline_name,pipeline_version,status,ended_at,seconds,cpu_seconds,\
    peak_memory_bytes,condition_met,failure_reason,started_by,program_version,parameters
    """,
    "learning_curve.csv": "round,train_rmse,val_rmse,is_best,mlflow_run_id",
    "metric_trend.csv": "eval_timestamp_utc,eval_date,mlflow_run_id,metric,value,change",
    "model_versions.csv": """
    model_package_group,model_package_version,approval_status,registered_at,registered_date,decided_at,decided_by,\
    decision_reason,rmse,mae,r2,wape,mean_error,seasonal_naive_rmse,endpoint_name,mlflow_run_id,execution_id,\
    model_artifact,artifact_sha256
    """,
    "overview.csv": """
    eval_timestamp_utc,eval_date,mlflow_run_id,execution_id,is_latest,n_rows,rmse,mae,r2,wape,mean_error,\
    seasonal_naive_rmse,skill,threshold_rmse,threshold_r2,meets_thresholds,model_package_group,model_package_version,\
    approval_status,decided_at,decided_by,execution_status,started_by
    """,
    "predictions.csv": """
    record_id,date,store_id,day_of_week,is_weekend,is_holiday,holiday_name,is_promo,promo_type,discount_pct,final_price,\
    max_temp_c,rainfall_mm,actual,predicted,residual,seasonal_naive,mlflow_run_id,eval_date
    """,
    "residuals_by_day.csv": """
    date,n_rows,actual,predicted,residual,mean_error,mae,rmse,wape,seasonal_naive,mlflow_run_id
    """,
    "shap_importance.csv": """
    eval_timestamp_utc,eval_date,mlflow_run_id,is_latest,rank,feature,mean_abs_shap,share,rank_change,\
    mean_abs_shap_change,share_change
    """,
    "store_errors.csv": """
    store_id,n_rows,mean_actual,mean_predicted,mean_error,mae,rmse,wape,seasonal_naive_rmse,skill,mlflow_run_id
    """,
  ]

  @Test("one CSV per script, with the documented columns and every row")
  func files() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let folder = temporary.directory.url.appending(path: "reports/today", directoryHint: .isDirectory)
    let files = try temporary.stockroom.exportDashboard(to: folder.path)
    #expect(files.map(\.name) == Self.columns.keys.sorted())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == files.map(\.name))
    for file in files {
      let lines = try Self.lines(folder, file.name)
      #expect(lines.first == Self.columns[file.name], "\(file.name)")
      #expect(lines.count == 1 + file.rows, "\(file.name)")
    }
    let testRows = try temporary.rows(
      "SELECT n_rows FROM monitor_retail_demand.evaluation_summary ORDER BY eval_timestamp_utc DESC LIMIT 1")
    let predictions = try #require(files.first { $0.name == "predictions.csv" })
    #expect(testRows == [[.integer(Int64(predictions.rows))]])
  }

  @Test("without rows a file still has its header")
  func withoutRows() throws {
    let temporary = try EvaluatedWarehouse.emptied()
    let folder = temporary.directory.url.appending(path: "reports")
    let files = try temporary.stockroom.exportDashboard(to: folder.path)
    for name in ["predictions.csv", "overview.csv", "store_errors.csv", "bias.csv", "shap_importance.csv"] {
      #expect(files.first { $0.name == name }?.rows == 0)
      #expect(try Self.lines(folder, name) == [#require(Self.columns[name])])
    }
  }

  @Test("a second export of the same warehouse gives the same bytes")
  func repeatable() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let first = temporary.directory.url.appending(path: "first")
    let second = temporary.directory.url.appending(path: "second")
    let files = try temporary.stockroom.exportDashboard(to: first.path)
    _ = try temporary.stockroom.exportDashboard(to: second.path)
    for file in files {
      #expect(
        try Data(contentsOf: first.appending(path: file.name)) == Data(contentsOf: second.appending(path: file.name)),
        "\(file.name)")
    }
  }

  @Test("a file is replaced as a whole: whoever reads the older one reads it to its end")
  func replaced() throws {
    let temporary = try EvaluatedWarehouse.make()
    let folder = temporary.directory.url.appending(path: "reports")
    let older = String(repeating: "an older and longer file\n", count: 100_000)
    try temporary.directory.write(older, to: "reports/overview.csv")
    let reader = try FileHandle(forReadingFrom: folder.appending(path: "overview.csv"))
    let files = try temporary.stockroom.exportDashboard(to: folder.path)
    #expect(try reader.readToEnd() == Data(older.utf8))
    #expect(try Self.lines(folder, "overview.csv").count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == files.count)
  }

  @Test("before the first run the export says what is missing")
  func noRun() throws {
    let temporary = try RetailWarehouse.make()
    let error = try #require(throws: WarehouseError.self) {
      try temporary.stockroom.exportDashboard(to: temporary.directory.url.appending(path: "reports").path)
    }
    #expect(error.found == "a warehouse in which none was run")
    #expect(error.remedy?.contains("stockroom pipeline run") == true)
  }

  private static func lines(_ folder: URL, _ name: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(whereSeparator: \.isNewline).map(
      String.init)
  }
}
