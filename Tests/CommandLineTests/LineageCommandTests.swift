import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("The lineage of everything on the way from a raw file to a prediction")
struct LineageCommandTests {
  let stockroom: Program

  /// Kind and name of each row.
  private func lineage(_ arguments: String...) throws -> [String] {
    let run = try stockroom.run(["lineage"] + arguments + ["--format", "csv"])
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropFirst().prefix(2).joined(separator: " ")
    }
  }

  init() throws {
    stockroom = try Program()
    try stockroom.loadSales(HandMadeSales(days: 40, stores: 2))
    let run = try stockroom(
      "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=1e9", "--parameter", "R2Threshold=-1e9")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try stockroom("model", "approve", "RetailDemandXGB", "1").status == 0)
    let warehouse = try openWarehouse(stockroom)
    try warehouse.prepare(.dataCapture)
    try warehouse.write(.dataCapture) { db in
      try db.execute(
        sql: """
          INSERT INTO data_capture.predictions
            (capture_number, prediction_id, endpoint_name, model_package_group_name, model_package_version, captured_at,
             inputs, prediction, latency_ms, request_id)
          VALUES (1, 'answer-1', 'retail-demand-xgb-serverless-prod',
            'RetailDemandXGB', 1, '2026-02-05T02:00:00.000Z', '{}', 5, 1, 'r')
          """)
    }
  }

  @Test("is walked both ways, from every place on it")
  func bothWays() throws {
    let run = try #require(try stockroom.rows("SELECT mlflow_run_id FROM mlops.runs").first)
    let endpoint = "retail-demand-xgb-serverless-prod"
    let way = [
      "file sales.csv", "table retail_demand.demand_product", "feature group retail_demand_features",
      "table retail_demand.train", "run \(run)", "model RetailDemandXGB/1", "endpoint \(endpoint)",
    ]
    let origins = try lineage("answer-1")
    #expect(origins.prefix(3) == ["prediction answer-1", "endpoint \(endpoint)", "model RetailDemandXGB/1"])
    #expect(way.allSatisfy(origins.contains), "\(origins)")
    #expect(try lineage(endpoint).first == "endpoint \(endpoint)")
    for subject in ["RetailDemandXGB/1", run, String(run.prefix(8)), "retail_demand_features", "retail_demand.train"] {
      let origins = try lineage(subject)
      #expect(way.prefix(2).allSatisfy(origins.contains), "\(subject): \(origins)")
    }
    #expect(try lineage("retail_demand_features").first == "feature group retail_demand_features")
    #expect(try lineage(run).contains("feature group retail_demand_features"))

    let made = try lineage("sales.csv", "--down")
    #expect(way.allSatisfy(made.contains), "\(made)")
    #expect(made.contains("predictions data_capture.predictions"))
    let rest = way.suffix(3) + ["predictions data_capture.predictions"]
    for subject in ["retail_demand.demand_product", "retail_demand_features", "retail_demand.train", run] {
      let made = try lineage(subject, "--down")
      #expect(rest.allSatisfy(made.contains), "\(subject): \(made)")
    }
    #expect(try lineage("RetailDemandXGB/1", "--down").contains("predictions data_capture.predictions"))
    #expect(try lineage(endpoint, "--down").contains("predictions data_capture.predictions"))
    #expect(try stockroom("lineage", "nobody").errors.contains("nothing of that name"))
    #expect(try stockroom("lineage", "answer-1", "--files", "--format", "csv").output.contains("sales.csv"))
  }
}
