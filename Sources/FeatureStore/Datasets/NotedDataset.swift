import CSV
import Columns
import Foundation
import GRDB
import Warehouse

/// A dataset as `mlops.feature_datasets` remembers it.
public struct NotedDataset: Sendable, Equatable {
  /// Its id.
  public let identifier: String
  /// The training run that used it.
  public let run: String?
  /// SHA-256 of its content.
  public let contentHash: String
  /// Its rows.
  public let rowCount: Int
}

extension FeatureStore {
  /// Remembers a dataset so that it can be made again: the rows it was asked for, as an object, the groups with their
  /// bounds, and the hash of the result.
  /// - Parameters:
  ///   - run: the training run that uses it.
  ///   - destination: where its rows went, in words.
  @discardableResult
  public func note(_ dataset: FeatureDataset, run: String? = nil, destination: String? = nil) throws -> NotedDataset {
    let identifier = warehouse.surroundings.identifier()
    let entities = try ColumnTable(Array(dataset.columns.columns.prefix(dataset.entityColumnCount)))
    let key = "feature_datasets/\(identifier)/entities.csv.gz"
    var options = CSVWriteOptions()
    options.compresses = true
    options.compressionLevel = 1
    try TableExport.write(entities, to: .file(warehouse.objects.prepareFile(key).path), options: options)
    let stored = try warehouse.objects.describe(key)
    let types = entities.columns.map { EntityColumn(name: $0.name, type: FeatureType(values: $0.values).rawValue) }
    let hash = dataset.columns.contentHash
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.feature_datasets
            (dataset_id, mlflow_run_id, created_at, created_by, destination, entities_object, entities_sha256,
             entity_columns, entity_time, full_names, row_count, column_count, content_sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          identifier, run, warehouse.surroundings.now().description, warehouse.surroundings.user, destination,
          stored.key,
          stored.sha256, try Self.json(types), dataset.entityTime, dataset.usesFullNames, dataset.columns.rowCount,
          dataset.columns.columns.count, hash,
        ])
      for (index, part) in dataset.parts.enumerated() {
        try db.execute(
          sql: "INSERT INTO mlops.feature_dataset_groups VALUES (?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            identifier, index + 1, part.group, try Self.json(part.features), part.knownUntil, part.timeToLive?.seconds,
            part.rowsMatched,
          ])
      }
    }
    return NotedDataset(identifier: identifier, run: run, contentHash: hash, rowCount: dataset.columns.rowCount)
  }

  /// The datasets that a run used, the oldest first.
  /// - Throws: ``FeatureStoreError`` where it used none.
  public func datasets(ofRun run: String) throws -> [NotedDataset] {
    let known = try noted("mlflow_run_id = ?", [run])
    guard !known.isEmpty else {
      throw FeatureStoreError(
        code: "unknown-dataset", subject: "run \(run)", expected: "a run that a dataset was noted for", found: "none",
        remedy:
          "runs note one that train with --source feature-store; `stockroom features datasets` lists what was noted")
    }
    return known
  }

  /// Makes a noted dataset again: the same rows and groups, and of those only what was known then.
  /// - Parameter identifier: its id, or the first characters of it.
  /// - Throws: ``FeatureStoreError`` where there is no such dataset, or what comes out is not what was noted, because records
  ///   were erased or tables changed by hand.
  public func remake(_ identifier: String) throws -> FeatureDataset {
    let matches = try noted("substr(dataset_id, 1, length(?1)) = ?1", [identifier])
    guard matches.count == 1, let known = matches.first else {
      throw FeatureStoreError(
        code: "unknown-dataset", subject: "dataset \(identifier)",
        expected: "the id of one dataset, or its first characters",
        found: matches.isEmpty ? "none" : matches.map(\.identifier).joined(separator: ", "),
        remedy: "`stockroom features datasets` lists those that were noted")
    }
    let (request, bounds) = try request(of: known)
    let dataset = try dataset(request, bounds: bounds)
    let hash = dataset.columns.contentHash
    guard hash == known.contentHash else {
      throw FeatureStoreError(
        code: "dataset-changed", subject: "dataset \(known.identifier)",
        expected: "content with the hash \(known.contentHash)",
        found: "\(hash): records were erased, or tables changed by hand, since",
        remedy: "see feature_store.feature_erasures; a backup from that time has the rows")
    }
    return dataset
  }

  private func noted(_ condition: String, _ arguments: StatementArguments) throws -> [NotedDataset] {
    try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT dataset_id, mlflow_run_id, content_sha256, row_count FROM mlops.feature_datasets
          WHERE \(condition) ORDER BY created_at, dataset_id
          """, arguments: arguments
      ).map { NotedDataset(identifier: $0[0], run: $0[1], contentHash: $0[2], rowCount: $0[3]) }
    }
  }

  private func request(of known: NotedDataset) throws -> (DatasetRequest, [String?]) {
    let (row, groups) = try warehouse.read([.mlops]) { db in
      (
        try Row.fetchOne(
          db,
          sql: """
            SELECT entities_object, entity_columns, entity_time, full_names FROM mlops.feature_datasets
            WHERE dataset_id = ?
            """, arguments: [known.identifier]),
        try Row.fetchAll(
          db,
          sql: """
            SELECT feature_group_name, features, known_until, ttl_seconds FROM mlops.feature_dataset_groups
            WHERE dataset_id = ? ORDER BY position
            """, arguments: [known.identifier])
      )
    }
    guard let row else { throw FeatureStoreError.unknownGroup(known.identifier, known: []) }
    let columns = try Self.decode([EntityColumn].self, row[1])
    let types = Dictionary(columns.map { ($0.name, FeatureType(rawValue: $0.type) ?? .string) }) { first, _ in first }
    let file = try warehouse.objects.url(of: row[0])
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw FeatureStoreError(
        code: "missing-object", subject: "dataset \(known.identifier)", expected: "its rows in \(file.path)",
        found: "no file",
        remedy: "restore the object from a backup")
    }
    let entities = try EntityFile.read(file.path, types: types, requiresRows: false)
    let choices = try groups.map { DatasetRequest.Choice($0[0], features: try Self.decode([String].self, $0[1])) }
    var request = DatasetRequest(
      entities: .columns(entities), groups: choices, entityTime: row[2], usesFullNames: row[3])
    request.timesToLive = groups.map { ($0[3] as Int64?).flatMap(TimeToLive.init(seconds:)) }
    return (request, groups.map { $0[2] })
  }

  private struct EntityColumn: Codable {
    let name: String
    let type: String
  }

  private static func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension FeatureType {
  fileprivate init(values: ColumnValues) {
    self =
      switch values {
      case .integer: .integral
      case .real, .single: .fractional
      case .text: .string
      }
  }
}
