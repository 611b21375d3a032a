import Fixtures
import Foundation
import Operations
import Pipelines
import Testing
import Warehouse

@Suite("What the retail pipeline leaves", .serialized)
struct LineageTests {
  private let temporary: TemporaryWarehouse
  private let stockroom: Stockroom
  private let lenient = [(name: "RMSEThreshold", value: "1e9"), (name: "R2Threshold", value: "-1e9")]

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load(HandMadeSales(days: 40, stores: 2).csv, into: "retail_demand.demand_product")
    stockroom = Stockroom(temporary.warehouse)
  }

  private func run(_ request: ExecutionRequest? = nil) throws -> PipelineExecutor.Result {
    try stockroom.executor.run(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      request ?? ExecutionRequest(parameters: lenient), observer: SilentObserver())
  }

  private func names(_ script: String, _ name: String) throws -> [String] {
    let query = try Stockroom.Query(
      script: "operations/\(script).sql", in: temporary.warehouse.scripts, parameters: [("name", name)])
    return try stockroom.ask(query, keepsHistory: false) { cursor in
      let rows = try cursor.allRows().map { row in if case .text(let text) = row[2] { text } else { "" } }
      return (rows.count, rows)
    }
  }

  @Test("can be followed from the registered model back to the raw file, and forward to the predictions")
  func bothWays() throws {
    let result = try run()
    let lineage = try stockroom.lineage(of: "RetailDemandXGB/1")
    #expect(lineage.name == "retail_demand/\(result.execution)/model/model.tar.gz")
    let up = try names("lineage_up", lineage.name)
    #expect(up.contains("retail_demand.train") && up.contains("retail_demand.demand_product"))
    #expect(lineage.files.count == 1)
    #expect(lineage.files[0][2] == .integer(80))
    let down = try names("lineage_down", "retail_demand.demand_product")
    #expect(down.contains(lineage.name))
    #expect(down.contains("monitor_retail_demand.test_predictions"))
    #expect(down.contains("mlops.model_packages"))
    let prediction = try stockroom.lineage(of: "monitor_retail_demand.test_predictions")
    #expect(try names("lineage_up", prediction.name).contains("retail_demand.demand_product"))
    #expect(throws: WarehouseError.self) { try stockroom.lineage(of: "nothing") }
  }

  @Test("is used again as a whole where nothing has changed: no new run, no new version, no new monitoring row")
  func wholePipelineReused() throws {
    _ = try run()
    let before = try WarehouseSnapshot(
      of: temporary.warehouse.layout.root, ignoring: WarehouseSnapshot.executionLedger)
    let again = try run()
    #expect(again.reused.count == 6)
    #expect(again.conditions == ["CheckMetricsAndRegister": true])
    let after = try WarehouseSnapshot(of: temporary.warehouse.layout.root, ignoring: WarehouseSnapshot.executionLedger)
    #expect(after == before, "\(after.differences(from: before))")
  }

  @Test("is made anew from the preparation on where another execution has replaced the tables meanwhile")
  func replacedTables() throws {
    _ = try run()
    _ = try run(ExecutionRequest(parameters: lenient + [("SplitMethod", "shuffled")]))
    let plan = try stockroom.executor.plan(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts), ExecutionRequest(parameters: lenient))
    #expect(plan.entries[0].decision.reason.contains(" no longer holds what execution"))
    let result = try run()
    // The same rows give the same model: only the preparation and the predictions are made again.
    #expect(!result.reused.contains("PreprocessRetailDemand") && result.reused.contains("TrainXGBRetailDemand"))
    #expect(
      try temporary.rows("SELECT count(*) FROM mlops.runs") == [[.integer(2)]])
  }

  @Test(
    "serves a later execution whose preparation is an earlier one's, where another has prepared the same rows since")
  func sameRowsPreparedAgain() throws {
    let dated = [(name: "LogicalDate", value: "2026-12-31")]
    _ = try run(ExecutionRequest(parameters: lenient + dated))
    _ = try run()
    let third = try run(ExecutionRequest(parameters: lenient + dated + [("TrainingSeed", "7")]))
    #expect(third.reused.contains("PreprocessRetailDemand"))
    #expect(third.conditions == ["CheckMetricsAndRegister": true])
  }

  @Test("registers a model with its own figures where single steps are run, and tells where it comes from")
  func singleSteps() throws {
    let full = try run()
    let seed = lenient + [(name: "TrainingSeed", value: "7")]
    let register = "RegisterRetailDemandModel-RegisterModel"
    _ = try run(ExecutionRequest(parameters: seed, selection: .only("TrainXGBRetailDemand")))
    // The newest execution that has all of the outputs is the first one: the other model was not evaluated.
    _ = try run(ExecutionRequest(parameters: lenient, selection: .only(register)))
    #expect(
      try stockroom.lineage(of: "RetailDemandXGB/2").name == "retail_demand/\(full.execution)/model/model.tar.gz")
    let fromEvaluation = try run(ExecutionRequest(parameters: lenient, selection: .from("EvaluateModel")))
    #expect(fromEvaluation.reused.contains("TrainXGBRetailDemand"))
    #expect(try stockroom.origins(of: "RetailDemandXGB/latest")[0][2] == .text("RetailDemandXGB/3"))
    for version in 2...3 {
      let lineage = try stockroom.lineage(of: "RetailDemandXGB/\(version)")
      #expect(lineage.files.count == 1)
      let origins = try stockroom.origins(of: "RetailDemandXGB/\(version)")
      #expect(origins.contains { $0[2] == .text("retail_demand.demand_product") })
      #expect(origins.contains { $0[1] == .text("run") })
    }
    let mixed = try temporary.rows(
      """
      SELECT count(*) FROM mlops.model_packages AS model
      JOIN mlops.model_package_metrics AS metric USING (model_package_group_name, model_package_version)
      WHERE metric.name = 'rmse' AND metric.value NOT IN (
        SELECT rmse FROM monitor_retail_demand.evaluation_summary AS evaluation
        WHERE evaluation.mlflow_run_id = model.mlflow_run_id)
      """)
    #expect(mixed == [[.integer(0)]])
  }

  @Test("goes when it is old, but for what a model or a kept execution needs; a dry run changes nothing")
  func retention() throws {
    let registered = try run()
    let other = try run(
      ExecutionRequest(parameters: [("RMSEThreshold", "0"), ("TrainingSeed", "7")], usesCache: false))
    let last = try run(ExecutionRequest(parameters: lenient + [("TrainingSeed", "8")], usesCache: false))
    try temporary.execute(
      "UPDATE mlops.pipeline_executions SET ended_at = '2025-01-01T00:00:00.000Z'", in: "mlops")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let items = try stockroom.retention.plan(olderThan: 30, keepingLast: 0)
    #expect(items.map(\.name) == [other.execution])
    #expect(items[0].byteCount > 0)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    #expect(try stockroom.retention.plan(olderThan: 30, keepingLast: 2).isEmpty)
    // A pipeline that is being executed keeps its past.
    do {
      let lock = try FileLock("pipeline-retail_demand", in: temporary.warehouse.layout)
      let outcome = try stockroom.retention.collect(olderThan: 30, keepingLast: 0)
      #expect(outcome.gone.isEmpty)
      #expect(outcome.busy == ["retail_demand"])
      withExtendedLifetime(lock) {}
    }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    // What was cut off after the files had gone is found again.
    try FileManager.default.removeItem(at: temporary.warehouse.objects.url(of: "retail_demand/\(other.execution)"))
    #expect(try stockroom.retention.collect(olderThan: 30, keepingLast: 0).gone.map(\.name) == [other.execution])
    #expect(
      try temporary.rows("SELECT execution_id FROM mlops.pipeline_executions ORDER BY 1") == [
        [.text(registered.execution)], [.text(last.execution)],
      ])
    #expect(
      try temporary.rows("SELECT count(*) FROM mlops.runs WHERE execution_id = '\(other.execution)'") == [[.integer(0)]]
    )
    #expect(try !temporary.warehouse.objects.contains("retail_demand/\(other.execution)"))
    #expect(
      try temporary.rows(
        """
        SELECT count(*), count(runs.mlflow_run_id), (SELECT count(DISTINCT dataset_id) FROM mlops.feature_dataset_groups)
        FROM mlops.feature_datasets LEFT JOIN mlops.runs USING (mlflow_run_id)
        """) == [[.integer(2), .integer(2), .integer(2)]])
    // What is left works as before.
    #expect(try stockroom.retention.plan(olderThan: 30, keepingLast: 0).isEmpty)
    #expect(try run().conditions == ["CheckMetricsAndRegister": true])
  }

  @Test("takes in new files before a scheduled run, corrections too, up to the logical date")
  func incoming() throws {
    let folder = temporary.directory.url.appending(path: "incoming")
    let corrected = HandMadeSales(days: 41, stores: 2).rows.suffix(4).map { row in
      var row = row
      row[16] = String((Int(row[16]) ?? 0) + 1000)
      return row.joined(separator: ",")
    }
    let csv = ([HandMadeSales.columns.joined(separator: ",")] + corrected).joined(separator: "\n") + "\n"
    try temporary.directory.write(csv, to: "incoming/2026-02-10.csv")
    let file = try PipelineFile("retail_demand", in: temporary.warehouse.scripts)
    let reports = try stockroom.takeIn(file, folder: folder.path).files
    #expect(reports.map(\.rows) == [4])
    #expect(reports.map(\.replaced) == [2])
    #expect(try stockroom.takeIn(file, folder: folder.path).files.map(\.loadedBefore).allSatisfy { $0 != nil })
    #expect(
      try temporary.rows("SELECT count(*), max(units_sold) FROM retail_demand.demand_product") == [
        [.integer(82), .integer(1082)]
      ])
    #expect(try temporary.rows("SELECT count(*) FROM retail_demand.demand_product_history") == [[.integer(2)]])
    _ = try run(ExecutionRequest(parameters: lenient + [("LogicalDate", "2026-02-05")], logicalDate: "2026-02-05"))
    #expect(try temporary.rows("SELECT max(date) FROM retail_demand.test") == [[.text("2026-02-05")]])
  }
}
