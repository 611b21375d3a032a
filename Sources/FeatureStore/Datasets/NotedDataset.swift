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
  /// The destination of datasets that pipelines train on.
  public static let training = "training"

  /// Remembers a dataset so that it can be made again: the rows it was asked for, as an object, the groups with their
  /// bounds, and the hash of the result.
  ///
  /// A run is trained on one dataset: a training dataset of the same run that was noted before, by an attempt that was cut
  /// off, is replaced.
  /// - Parameters:
  ///   - run: the training run that uses it.
  ///   - destination: where its rows went: a table, a file, or ``training``.
  ///   - object: the key of the object for its rows; one of its own below `feature_datasets` where `nil`.
  @discardableResult
  public func note(
    _ dataset: FeatureDataset, run: String? = nil, destination: String? = nil, object: String? = nil
  ) throws -> NotedDataset {
    let identifier = warehouse.surroundings.identifier()
    let entities = try ColumnTable(Array(dataset.columns.columns.prefix(dataset.entityColumnCount)))
    let key = object ?? "feature_datasets/\(identifier)/entities.csv.gz"
    var options = CSVWriteOptions()
    options.compresses = true
    options.compressionLevel = 1
    try TableExport.write(entities, to: .file(warehouse.objects.prepareFile(key).path), options: options)
    let stored = try warehouse.objects.describe(key)
    let types = entities.columns.map { EntityColumn(name: $0.name, type: FeatureType(values: $0.values).rawValue) }
    let hash = dataset.columns.contentHash
    let replaced = try warehouse.write(.mlops) { db in
      let replaced = try forgetTraining(of: run, destination, db)
      try db.execute(
        sql: """
          INSERT INTO mlops.feature_datasets
            (dataset_id, mlflow_run_id, created_at, created_by, destination, entities_object, entities_sha256,
             entity_columns, entity_time, full_names, row_count, column_count, content_sha256, entities_kind,
             entities_file, entities_tables)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          identifier, run, warehouse.surroundings.now().description, warehouse.surroundings.user, destination,
          stored.key,
          stored.sha256, try Self.json(types), dataset.entityTime, dataset.usesFullNames, dataset.columns.rowCount,
          dataset.columns.columns.count, hash, dataset.entitySource?.kind, dataset.entitySource?.file,
          try dataset.entitySource?.tables.map(Self.json),
        ])
      for (index, part) in dataset.parts.enumerated() {
        try db.execute(
          sql: "INSERT INTO mlops.feature_dataset_groups VALUES (?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            identifier, index + 1, part.group, try Self.json(part.features), part.knownUntil, part.timeToLive?.seconds,
            part.rowsMatched,
          ])
      }
      return replaced
    }
    for old in replaced where old != key { try? FileManager.default.removeItem(at: warehouse.objects.url(of: old)) }
    return NotedDataset(identifier: identifier, run: run, contentHash: hash, rowCount: dataset.columns.rowCount)
  }

  /// - Returns: the objects that nothing names any more.
  private func forgetTraining(of run: String?, _ destination: String?, _ db: Database) throws -> [String] {
    guard let run, destination == Self.training else { return [] }
    let old = try Row.fetchAll(
      db,
      sql: "SELECT dataset_id, entities_object FROM mlops.feature_datasets WHERE mlflow_run_id = ? AND destination = ?",
      arguments: [run, Self.training])
    for row in old {
      for table in ["feature_dataset_groups", "feature_datasets"] {
        try db.execute(sql: "DELETE FROM mlops.\(table) WHERE dataset_id = ?", arguments: [row[0] as String])
      }
    }
    return old.map { $0[1] }
  }

  /// The datasets that a run used, the oldest first. Where it was trained on one, that one alone.
  /// - Throws: ``FeatureStoreError`` where it used none.
  public func datasets(ofRun run: String) throws -> [NotedDataset] {
    let trained = try noted("mlflow_run_id = ? AND destination = ?", [run, Self.training])
    let known = try trained.isEmpty ? noted("mlflow_run_id = ?", [run]) : trained
    guard !known.isEmpty else {
      throw FeatureStoreError(
        code: "unknown-dataset", subject: "run \(run)", expected: "a run that a dataset was noted for", found: "none",
        remedy: """
          every run that a pipeline trains notes its rows; one of an earlier version did not: train again with \
          `stockroom pipeline run PIPELINE --no-cache`. `stockroom features datasets` lists what was noted
          """)
    }
    return known
  }

  /// Makes a noted dataset again: the same rows and groups, and of those only what was known then.
  /// - Parameter identifier: its id, or the first characters of it.
  /// - Throws: ``FeatureStoreError`` where there is no such dataset, or what comes out is not what was noted, because records
  ///   were erased, groups deleted, or tables changed by hand.
  public func remake(_ identifier: String) throws -> FeatureDataset {
    let matches = try identifier.isEmpty ? [] : noted("substr(dataset_id, 1, length(?1)) = ?1", [identifier])
    guard matches.count == 1, let known = matches.first else {
      throw FeatureStoreError(
        code: matches.isEmpty ? "unknown-dataset" : "ambiguous-dataset", subject: "dataset \(identifier)",
        expected: "the id of one dataset, or its first characters",
        found: matches.isEmpty
          ? "none" : "\(matches.count) that begin so: \(matches.prefix(5).map(\.identifier).joined(separator: ", "))",
        remedy: "`stockroom features datasets` lists those that were noted")
    }
    let (entities, entityTime, usesFullNames, parts) = try record(of: known)
    let dataset: FeatureDataset
    if parts.allSatisfy(\.features.isEmpty) {
      dataset = FeatureDataset(
        columns: entities, entityColumnCount: entities.columns.count, entityTime: entityTime, parts: parts,
        usesFullNames: usesFullNames)
    } else {
      try checkExist(parts.map(\.group), for: known)
      try checkAreOld(for: known)
      var request = DatasetRequest(
        entities: .columns(entities), groups: parts.map { DatasetRequest.Choice($0.group, features: $0.features) },
        entityTime: entityTime, usesFullNames: usesFullNames)
      request.timesToLive = parts.map(\.timeToLive)
      dataset = try self.dataset(request, bounds: parts.map(\.knownUntil))
    }
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

  private func checkExist(_ groups: [String], for dataset: NotedDataset) throws {
    let known = try groupNames()
    guard let gone = groups.first(where: { !known.contains($0) }) else { return }
    throw FeatureStoreError(
      code: "dataset-changed", subject: "dataset \(dataset.identifier)", expected: "its feature group \(gone)",
      found: "no such group: it was deleted since", remedy: "a backup from before has the rows")
  }

  /// Groups of the same names may have been made since.
  private func checkAreOld(for dataset: NotedDataset) throws {
    let anew = try warehouse.read([.mlops, .featureStore]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT u.feature_group_name, g.created_at
          FROM mlops.feature_datasets AS d
          JOIN mlops.feature_dataset_groups AS u USING (dataset_id)
          JOIN feature_store.feature_groups AS g ON g.feature_group_name = u.feature_group_name
          WHERE d.dataset_id = ? AND g.created_at > d.created_at
          ORDER BY u.position LIMIT 1
          """, arguments: [dataset.identifier]
      ).map { (group: $0[0] as String, time: $0[1] as String) }
    }
    guard let anew else { return }
    throw FeatureStoreError(
      code: "dataset-changed", subject: "dataset \(dataset.identifier)", expected: "its feature group \(anew.group)",
      found: "the group was deleted since and made again at \(anew.time)", remedy: "a backup from before has the rows")
  }

  func noted(_ condition: String, _ arguments: StatementArguments) throws -> [NotedDataset] {
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

  private func record(
    of known: NotedDataset
  ) throws -> (entities: ColumnTable, time: String, usesFullNames: Bool, parts: [FeatureDataset.Part]) {
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
            SELECT feature_group_name, features, known_until, ttl_seconds, rows_matched FROM mlops.feature_dataset_groups
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
    let parts = try groups.map { group in
      let features = try Self.decode([String].self, group[1])
      return FeatureDataset.Part(
        group: group[0], features: features, columns: features, knownUntil: group[2],
        timeToLive: (group[3] as Int64?).flatMap(TimeToLive.init(seconds:)), rowsMatched: group[4], plan: .walk)
    }
    return (try EntityFile.read(file.path, types: types, requiresRows: false), row[2], row[3], parts)
  }

  private struct EntityColumn: Codable {
    let name: String
    let type: String
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
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
