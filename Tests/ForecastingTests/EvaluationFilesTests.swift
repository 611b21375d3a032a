import Fixtures
import Foundation
import Testing
import Warehouse

extension RetailPipelineTests {
  @Suite("leaves the files of the contract")
  struct EvaluationFiles {
    let run: RetailRun

    init() throws { run = try RetailPipelineTests.run() }

    @Test("under the contract's names, and no half-written ones beside them")
    func names() throws {
      let root = run.warehouse.objects.root.appending(path: "retail_demand/\(run.execution)").path
      let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter {
        !FileManager.default.isDirectory("\(root)/\($0)")
      }.map { $0.replacing(/[0-9a-f]{32}/, with: "RUN") }
      #expect(
        files.sorted() == [
          "dataset/RUN/rows.csv.gz",
          "evaluation/bias_metrics.json", "evaluation/data_profile.json",
          "evaluation/evaluation_regression_metrics.json",
          "evaluation/evaluation_summary.csv", "evaluation/evaluation_summary.json", "evaluation/pred_vs_actual.svg",
          "evaluation/residual_hist.svg", "evaluation/shap_feature_importance.csv",
          "evaluation/shap_feature_importance.json", "evaluation/shap_feature_importance.svg",
          "evaluation/test_predictions.csv", "model/feature_columns.json", "model/model.tar.gz",
          "model/xgboost-intervals.json", "model/xgboost-model.bst",
          "model/xgboost-model.json", "output/retail_product/test/test.csv", "output/retail_product/train/train.csv",
          "output/retail_product/validation/validation.csv",
        ])
    }

    /// The rows of a CSV file, loaded into a warehouse of its own, as text.
    private func loaded(_ path: String, selecting columns: String = "*") throws -> [String] {
      let other = try TemporaryWarehouse()
      try other.load(run.file(path), into: "copy.file")
      return try other.rows("SELECT \(columns) FROM copy.file").map { "\($0)" }.sorted()
    }

    private func stored(_ sql: String) throws -> [String] { try run.rows(sql).map { "\($0)" }.sorted() }

    @Test("train.csv, validation.csv and test.csv equal their tables", arguments: ["train", "validation", "test"])
    func splitFiles(part: String) throws {
      // A column of whole prices reads back as integers: compare as the table's types.
      let columns = try Catalog(run.warehouse).columns(of: TableName(parsing: "retail_demand.\(part)"))
        .map { "CAST(\"\($0.name)\" AS \($0.type)) AS \"\($0.name)\"" }.joined(separator: ", ")
      #expect(
        try loaded("output/retail_product/\(part)/\(part).csv", selecting: columns)
          == stored("SELECT \(columns) FROM retail_demand.\(part)"))
    }

    @Test("the CSV files of the evaluation equal the monitoring tables")
    func evaluationFiles() throws {
      #expect(
        try loaded("evaluation/shap_feature_importance.csv", selecting: "feature, mean_abs_shap")
          == stored("SELECT feature, mean_abs_shap FROM monitor_retail_demand.shap_feature_importance"))
      #expect(
        try loaded("evaluation/test_predictions.csv", selecting: "record_id, date, units_sold, prediction")
          == stored("SELECT record_id, date, units_sold, prediction FROM monitor_retail_demand.test_predictions"))
      let header = try #require(run.file("evaluation/evaluation_summary.csv").split(separator: "\n").first)
      let columns = header.split(separator: ",").map { "CAST(\"\($0)\" AS TEXT)" }.joined(separator: ", ")
      #expect(
        try loaded("evaluation/evaluation_summary.csv", selecting: columns)
          == stored("SELECT \(columns) FROM monitor_retail_demand.evaluation_summary"))
    }

    private func json(_ path: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(run.file(path).utf8)) as? [String: Any])
    }

    @Test("evaluation_summary.json holds the metrics under `metrics`")
    func summaryJSON() throws {
      let summary = try json("evaluation/evaluation_summary.json")
      let metrics = try #require(summary["metrics"] as? [String: Any])
      #expect(Set(metrics.keys).isSuperset(of: ["rmse", "mae", "r2", "wape", "seasonal_naive_rmse"]))
      let rmse = try #require(metrics["rmse"] as? Double)
      #expect(try run.rows("SELECT rmse FROM monitor_retail_demand.evaluation_summary") == [[.real(rmse)]])
      #expect(summary["mlflow_run_id"] as? String == (try run.texts("SELECT mlflow_run_id FROM mlops.runs").first))
    }

    @Test("evaluation_regression_metrics.json has the registry's form")
    func registryJSON() throws {
      let metrics = try #require(
        try json("evaluation/evaluation_regression_metrics.json")["regression_metrics"] as? [String: Any])
      #expect(Set(metrics.keys).isSuperset(of: ["rmse", "mae", "r2"]))
    }

    @Test("bias_metrics.json and data_profile.json are JSON objects")
    func otherJSON() throws {
      #expect(try json("evaluation/bias_metrics.json")["group_a"] != nil)
      #expect(try (json("evaluation/data_profile.json")["columns"] as? [Any])?.count == 19)
    }

    @Test("the plots are SVG", arguments: ["pred_vs_actual", "residual_hist", "shap_feature_importance"])
    func plots(name: String) throws {
      let svg = try run.file("evaluation/\(name).svg")
      #expect(svg.contains("<svg") && svg.contains("</svg>"))
      #expect(!svg.contains("nan") && !svg.contains("inf\""))
    }

    @Test("feature_columns.json holds the features in the order of the model")
    func featureColumns() throws {
      let names = try JSONDecoder().decode([String].self, from: Data(run.file("model/feature_columns.json").utf8))
      #expect(names == RetailPipelineTests.ContractTables.features)
    }

    @Test("model.tar.gz holds the model twice and the features", .enabled(if: ProgramRun.isInstalled("tar")))
    func archive() throws {
      let file = run.warehouse.objects.root.appending(path: "retail_demand/\(run.execution)/model/model.tar.gz").path
      let listing = try ProgramRun("tar", ["--list", "--gzip", "--file", file])
      #expect(
        Set(listing.output.split(separator: "\n")) == [
          "xgboost-model.json", "xgboost-model.bst", "xgboost-intervals.json", "feature_columns.json",
        ])
    }
  }
}

extension FileManager {
  fileprivate func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
