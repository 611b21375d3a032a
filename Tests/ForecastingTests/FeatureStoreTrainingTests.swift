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

    let run = try runs()[1]
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

  private func runs() throws -> [String] {
    try temporary.rows("SELECT mlflow_run_id FROM mlops.runs ORDER BY started_at, mlflow_run_id").compactMap { row in
      if case .text(let run) = row[0] { run } else { nil }
    }
  }

  /// What the run was trained on, as the tables have it.
  private func trained() throws -> [[SQLValue]] {
    try temporary.rows(
      """
      SELECT record_id, event_time, base_price, units_sold FROM (
        SELECT 0 AS part, * FROM retail_demand.train UNION ALL SELECT 1, * FROM retail_demand.validation
        UNION ALL SELECT 2, * FROM retail_demand.test)
      ORDER BY part, event_time, record_id
      """)
  }

  private func rows(of dataset: FeatureDataset) throws -> [[String?]] {
    let columns = try ["record_id", "event_time", "base_price", "units_sold"].map(dataset.columns.column)
    return (0..<dataset.columns.rowCount).map { row in columns.map { $0.text(at: row) } }
  }

  private func texts(_ rows: [[SQLValue]]) -> [[String?]] {
    rows.map { row in
      row.map { value in
        switch value {
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .null, .blob: nil
        }
      }
    }
  }

  /// Writes another price for the first training record.
  private func correct() throws {
    let store = FeatureStore(temporary.warehouse)
    let group = try store.existingGroup("retail_demand_features")
    let first = try temporary.rows(
      "SELECT * FROM feature_store.retail_demand_features__latest WHERE split_type = 'train' LIMIT 1")[0]
    try store.put(
      zip(group.features.map(\.name), first).map { ($0, $0 == "base_price" ? SQLValue.real(9999) : $1) }, into: group)
  }

  @Test(
    "is not needed for a run to note its rows: one that is trained on the tables gives them again, whatever comes later"
  )
  func trainedOnTables() throws {
    try run("tables")
    let trained = try texts(trained())
    let store = FeatureStore(temporary.warehouse)
    let noted = try store.datasets(ofRun: runs()[0])
    #expect(noted.count == 1)
    #expect(
      try temporary.rows("SELECT feature_group_name, rows_matched FROM mlops.feature_dataset_groups") == [
        [.text("retail_demand_features"), .integer(800)]
      ])
    try correct()
    try temporary.execute("DELETE FROM retail_demand.train", in: "retail_demand")
    let again = try store.remake(noted[0].identifier)
    #expect(!again.isKept)
    #expect(try rows(of: again) == trained)
    #expect(again.columns.names.contains("day_of_week_index"))
  }

  @Test("a correction in the group between preparation and training is not among the rows of a run on the tables")
  func correctedBefore() throws {
    try run("tables")
    try correct()
    let result = try Stockroom(temporary.warehouse).executor.run(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      ExecutionRequest(parameters: [("TrainingSeed", "7")], usesCache: true), observer: SilentObserver())
    #expect(result.reused.contains("PreprocessRetailDemand"))
    let store = FeatureStore(temporary.warehouse)
    let again = try store.remake(store.datasets(ofRun: runs()[1])[0].identifier)
    #expect(!again.isKept)
    #expect(try rows(of: again) == texts(trained()))
  }

  @Test("rows that the group has no more, or otherwise, are kept with the run, which was trained on them all the same")
  func changedGroup() throws {
    try run("tables")
    let group = try FeatureStore(temporary.warehouse).existingGroup("retail_demand_features")
    try temporary.execute(
      "UPDATE feature_store.retail_demand_features SET base_price = 77.1 WHERE record_id <= 3", in: "feature_store")
    try FeatureStore(temporary.warehouse).erase(record: "800", from: group)
    _ = try Stockroom(temporary.warehouse).executor.run(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      ExecutionRequest(usesCache: false, selection: .only("TrainXGBRetailDemand")), observer: SilentObserver())
    let trained = try texts(trained())
    let store = FeatureStore(temporary.warehouse)
    let noted = try store.datasets(ofRun: runs()[1])
    #expect(
      try temporary.rows(
        "SELECT features, rows_matched FROM mlops.feature_dataset_groups WHERE dataset_id = '\(noted[0].identifier)'")
        == [[.text("[]"), .integer(796)]])
    #expect(
      try temporary.rows(
        "SELECT count(*) FROM mlops.pipeline_log_lines WHERE message LIKE '%has 4 of the 800 rows otherwise%'") == [
          [.integer(1)]
        ])
    try temporary.execute("DELETE FROM retail_demand.train", in: "retail_demand")
    try store.delete("retail_demand_features", force: true)
    let again = try store.remake(noted[0].identifier)
    #expect(again.isKept)
    #expect(try rows(of: again) == trained)
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

  /// Record and event time of the first training record.
  private func firstTrainingRecord() throws -> (record: String, time: String) {
    let known = try temporary.rows(
      "SELECT record_id, event_time FROM feature_store.retail_demand_features__latest WHERE split_type = 'train' LIMIT 1"
    )
    guard case .integer(let record) = known[0][0], case .text(let time) = known[0][1] else { return ("", "") }
    return (String(record), time)
  }

  @Test("leaves out rows whose record is deleted, says how many, and the run's rows can be made again")
  func deleted() throws {
    try run("tables")
    let store = FeatureStore(temporary.warehouse)
    let group = try store.existingGroup("retail_demand_features")
    let first = try firstTrainingRecord()
    try store.delete(record: first.record, from: group, at: first.time)
    try run("feature-store")
    let told = try temporary.rows(
      "SELECT message FROM mlops.pipeline_log_lines WHERE message LIKE 'rows left out%'")
    #expect(told.count == 1)
    #expect("\(told)".contains("retail_demand_features: 1 (train 1)"))
    #expect("\(told)".contains("such as record \(first.record)"))
    let noted = try store.datasets(ofRun: runs()[1])
    let before = try store.remake(noted[0].identifier)
    #expect(before.columns.rowCount == 799)
    #expect(!before.isKept)
    #expect(try before.columns.column("record_id").text(at: 0) != first.record)
    try correct()
    #expect(try store.remake(noted[0].identifier).columns == before.columns)
  }

  @Test("a correction outlives a preparation that is run again, and is trained on")
  func preparedAgain() throws {
    try run("feature-store")
    try correct()
    try Stockroom(temporary.warehouse).executor.run(
      PipelineFile("retail_demand", in: temporary.warehouse.scripts),
      ExecutionRequest(parameters: [("TrainingSource", "feature-store")], usesCache: false), observer: SilentObserver())
    let newest = try temporary.rows(
      "SELECT base_price FROM feature_store.retail_demand_features__latest WHERE split_type = 'train' LIMIT 1")
    #expect(newest == [[.real(9999)]])
    #expect(
      try temporary.rows(
        "SELECT count(*) FROM mlops.pipeline_log_lines WHERE message LIKE '%corrections kept there: 1'")
        == [[.integer(1)]])
    let store = FeatureStore(temporary.warehouse)
    let rows = try store.remake(store.datasets(ofRun: runs()[1])[0].identifier).columns.column("base_price")
    #expect((0..<rows.count).contains { rows.text(at: $0).flatMap(Double.init) == 9999 })
    let archives = try archives
    #expect(archives.first != archives.last)
  }

  @Test("is refused where records of its rows were erased, or the source is unknown")
  func refused() throws {
    try run("tables")
    let unknown = #expect(throws: (any Error).self) { try run("files") }
    #expect("\(unknown.map { "\($0)" } ?? "")".contains("tables or feature-store"))
    let store = FeatureStore(temporary.warehouse)
    try store.erase(
      record: firstTrainingRecord().record, from: store.existingGroup("retail_demand_features"))
    let missing = #expect(throws: (any Error).self) { try run("feature-store") }
    #expect("\(missing.map { "\($0)" } ?? "")".contains("799"))
  }
}
