import FeatureStore
import GRDB
import Warehouse

/// What a user asks the lineage of.
struct LineageSubject {
  /// The table or the object that pipelines know it as; empty where they know nothing of it.
  var name: String
  /// The execution whose version of it is meant; the newest where `nil`.
  var execution: String?
  /// What it was asked as, and what leads from that to the table or object: `endpoint`, `model`, …, the nearest first.
  var way: [(kind: String, name: String)] = []
  /// What to tell the user of how it was understood.
  var note: String?

  init(_ text: String, in stockroom: Stockroom) throws {
    let ways: [(String, Stockroom) throws -> LineageSubject?] = [
      Self.groupTable, Self.artifact, Self.model, Self.endpoint, Self.featureGroup, Self.newestModel, Self.run,
      Self.prediction, Self.dataset, Self.file, Self.table,
    ]
    for way in ways {
      guard let found = try way(text, stockroom) else { continue }
      self = found
      return
    }
    throw WarehouseError(
      code: "unknown-lineage", subject: text,
      expected:
        "a table (db.table), a model (GROUP/VERSION, GROUP/latest), a training run, a feature group, a dataset, an endpoint, a "
        + "prediction, a file that was loaded, or an object that a pipeline made or read",
      found: "nothing of that name",
      remedy:
        "`stockroom tables`, `stockroom features list`, `stockroom features datasets` and `stockroom model list` show "
        + "what there is")
  }

  private init(name: String, execution: String? = nil, way: [(kind: String, name: String)] = []) {
    self.name = name
    self.execution = execution
    self.way = way
  }

  private static func artifact(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let name = text.hasPrefix("objects/") ? String(text.dropFirst(8)) : text
    let isKnown = try stockroom.warehouse.read([.mlops]) { db in
      try Row.fetchOne(db, sql: "SELECT 1 FROM mlops.pipeline_step_artifacts WHERE name = ? LIMIT 1", arguments: [name])
        != nil
    }
    if isKnown { return LineageSubject(name: name) }
    return try transform(text, stockroom)
  }

  private static func model(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let parts = text.split(separator: "/").map(String.init)
    guard parts.count == 2, let version = Int(parts[1]) else { return nil }
    return try stockroom.warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT model_artifact FROM mlops.model_packages
          WHERE model_package_group_name = ? AND model_package_version = ?
          """, arguments: [parts[0], version]
      ).map { LineageSubject(name: $0, way: [("model", text)]) }
    }
  }

  /// The newest version of a group, `GROUP/latest` or `GROUP`.
  private static func newestModel(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let group = text.hasSuffix("/latest") ? String(text.dropLast(7)) : text
    let newest = try stockroom.warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db, sql: "SELECT max(model_package_version) FROM mlops.model_packages WHERE model_package_group_name = ?",
        arguments: [group])
    }
    return try newest.flatMap { try model("\(group)/\($0)", stockroom) }
  }

  private static func endpoint(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let served = try stockroom.warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT model_package_group_name || '/' || model_package_version
          FROM mlops.endpoints JOIN mlops.endpoint_configs USING (endpoint_name, config_version)
          WHERE endpoint_name = ?
          """, arguments: [text])
    }
    return try served.flatMap { try model($0, stockroom) }?.reached(by: "endpoint", text)
  }

  private static func featureGroup(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard stockroom.warehouse.layout.existingDatabases().contains(.featureStore) else { return nil }
    return try stockroom.features.groupNames().contains(text)
      ? LineageSubject(name: "", way: [("feature group", text)]) : nil
  }

  /// The table or the view of a feature group.
  private static func groupTable(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let prefix = "feature_store."
    guard text.hasPrefix(prefix) else { return nil }
    let name = String(text.dropFirst(prefix.count))
    let newest = "__latest"
    return try featureGroup(name, stockroom)
      ?? (name.hasSuffix(newest) ? featureGroup(String(name.dropLast(newest.count)), stockroom) : nil)
  }

  private static func run(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard text.count >= 6 else { return nil }
    return try stockroom.warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT mlflow_run_id, object_path
          FROM mlops.runs
          LEFT JOIN mlops.run_artifacts USING (mlflow_run_id)
          WHERE mlflow_run_id >= :run AND mlflow_run_id < :run || 'g' AND substr(mlflow_run_id, 1, length(:run)) = :run
          ORDER BY mlflow_run_id, artifact_path LIKE '%model.tar.gz' IS NOT TRUE LIMIT 1
          """, arguments: ["run": text]
      ).map { LineageSubject(name: $0[1] ?? "", way: [("run", $0[0])]) }
    }
  }

  /// A point-in-time dataset that was noted.
  private static func dataset(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard text.count >= 8 else { return nil }
    return try stockroom.warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT dataset_id FROM mlops.feature_datasets
          WHERE dataset_id >= :id AND dataset_id < :id || 'g' AND substr(dataset_id, 1, length(:id)) = :id ORDER BY dataset_id LIMIT 1
          """, arguments: ["id": text]
      ).map { LineageSubject(name: "", way: [("dataset", $0)]) }
    }
  }

  /// A prediction that an endpoint gave and that was captured.
  private static func prediction(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard stockroom.warehouse.layout.existingDatabases().contains(.dataCapture) else { return nil }
    let row = try stockroom.warehouse.read([.dataCapture]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT endpoint_name, model_package_group_name || '/' || model_package_version
          FROM data_capture.predictions WHERE prediction_id = ?
          """, arguments: [text]
      ).map { (endpoint: $0[0] as String, model: $0[1] as String) }
    }
    guard let row else { return nil }
    return try model(row.model, stockroom)?.reached(by: "endpoint", row.endpoint).reached(by: "prediction", text)
  }

  /// A file that was loaded into a raw table or a feature group, or has to do with a dataset.
  private static func file(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    let last = FilePath.last(text)
    let known =
      try LoadedFiles(stockroom).files(named: last).map(\.file)
      + LineageWalk(stockroom).features.files().filter { FilePath.last($0) == last }
    guard let file = try LineageFile(text, among: known) else { return nil }
    var subject = LineageSubject(name: "", way: [("file", file.name)])
    if file.isGuess { subject.note = "no file was loaded as \(text); this is the lineage of \(file.name)" }
    return subject
  }

  /// A table that no pipeline made or read yet.
  private static func table(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard let table = try? TableName(parsing: text), try stockroom.catalog.contains(table) else { return nil }
    return LineageSubject(name: table.description)
  }

  /// A table that a batch transform filled.
  private static func transform(_ text: String, _ stockroom: Stockroom) throws -> LineageSubject? {
    guard let table = try? TableName(parsing: text) else { return nil }
    let ledger = TableName(table.database, "batch_transforms")
    guard stockroom.warehouse.layout.existingDatabases().contains(table.database),
      try stockroom.catalog.contains(ledger)
    else { return nil }
    let served = try stockroom.warehouse.read([table.database]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT model_package_group_name || '/' || model_package_version FROM \(ledger.sql) WHERE output_table = ?
          """, arguments: [table.table])
    }
    return try served.flatMap { try model($0, stockroom) }?.reached(by: "predictions", text)
  }

  private func reached(by kind: String, _ name: String) -> LineageSubject {
    LineageSubject(name: self.name, execution: execution, way: [(kind, name)] + way)
  }
}
