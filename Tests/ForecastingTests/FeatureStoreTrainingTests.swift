import Columns
import FeatureStore
import Fixtures
import Operations
import Pipelines
import Testing
import Warehouse

@Suite("Training on the feature store")
struct FeatureStoreTrainingTests {
  let temporary: TemporaryWarehouse
  private var archives: [[SQLValue]] {
    get throws {
      try temporary.rows(
        """
        SELECT sha256 FROM mlops.run_artifacts JOIN mlops.runs USING (mlflow_run_id)
        WHERE artifact_path LIKE '%model.tar.gz' ORDER BY started_at
        """)
    }
  }

  init() throws { temporary = try RetailWarehouse.make() }

  /// Runs the pipeline; steps whose inputs are unchanged are not run again.
  private func run(_ source: String) throws {
    try Stockroom(temporary.warehouse).executor.run(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      ExecutionRequest(parameters: [("TrainingSource", source)], usesCache: true), observer: SilentObserver())
  }

  @Test(
    "gives the model that training on the tables gives, to the last byte, and its rows can be made again for the run")
  func sameModel() throws {
    try run("tables")
    try run("feature-store")
    let archives = try archives
    #expect(archives.count == 2)
    #expect(archives[0] == archives[1])

    let run = try temporary.rows("SELECT mlflow_run_id FROM mlops.feature_datasets")
    guard run.count == 1, case .text(let run) = run[0][0] else {
      Issue.record("one dataset of a run, found \(run)")
      return
    }
    let store = FeatureStore(temporary.warehouse)
    let noted = try store.datasets(ofRun: run)
    let before = try store.remake(noted[0].identifier)
    #expect(before.columns.rowCount == 800)
    // A correction of a record that the training read, and the tables gone.
    let group = try store.existingGroup("retail_demand_features")
    let first = try temporary.rows("SELECT * FROM feature_store.retail_demand_features__latest LIMIT 1")[0]
    let values = zip(group.features.map(\.name), first).map { name, value in
      (name, name == "base_price" ? SQLValue.real(9999) : value)
    }
    try store.put(values, into: group)
    try temporary.execute("DELETE FROM retail_demand.train", in: "retail_demand")
    #expect(try store.remake(noted[0].identifier).columns == before.columns)
  }

  @Test("sees a correction that the tables do not have, and is not reused for the run before it")
  func correction() throws {
    for _ in 0..<2 { try run("feature-store") }
    #expect(try archives.count == 1)
    let store = FeatureStore(temporary.warehouse)
    let group = try store.existingGroup("retail_demand_features")
    let first = try temporary.rows(
      "SELECT * FROM feature_store.retail_demand_features__latest WHERE split_type = 'train' LIMIT 1")[0]
    let values = zip(group.features.map(\.name), first).map { name, value in
      (name, name == "units_sold" ? SQLValue.integer(100_000) : value)
    }
    try store.put(values, into: group)
    try run("feature-store")
    let archives = try archives
    #expect(archives.count == 2)
    #expect(archives.first != archives.last)
  }

  @Test("is refused where records of its rows were deleted, or the source is unknown")
  func refused() throws {
    try run("tables")
    let unknown = #expect(throws: (any Error).self) { try run("files") }
    #expect("\(unknown.map { "\($0)" } ?? "")".contains("tables or feature-store"))
    let store = FeatureStore(temporary.warehouse)
    let group = try store.existingGroup("retail_demand_features")
    let known = try temporary.rows(
      "SELECT record_id, event_time FROM feature_store.retail_demand_features__latest WHERE split_type = 'train' LIMIT 1"
    )
    guard case .integer(let record) = known[0][0], case .text(let time) = known[0][1] else { return }
    try store.delete(record: String(record), from: group, at: time)
    let missing = #expect(throws: (any Error).self) { try run("feature-store") }
    #expect("\(missing.map { "\($0)" } ?? "")".contains("799"))
  }
}
