import GRDB
public import Warehouse

/// The offline feature store: feature groups as append-only tables with event time and write time.
public struct FeatureStore: Sendable {
  private let warehouse: Warehouse

  /// The feature store of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Creates a group. Creating the same group again changes nothing.
  /// - Throws: ``FeatureStoreError`` where a name is not allowed, or a group of that name has other features.
  public func create(_ group: FeatureGroup, pipeline: String?) throws {
    try check(group)
    if let known = try self.group(named: group.name) {
      guard known != group else { return }
      throw FeatureStoreError.changed(group.name, Self.difference(from: known, to: group))
    }
    let table = FeatureGroupTable(group: group)
    try warehouse.write(.featureStore) { db in
      try db.execute(
        sql: """
          INSERT INTO feature_store.feature_groups
            (feature_group_name, record_identifier_name, event_time_name, pipeline_name, created_at)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          group.name, group.recordIdentifier, group.eventTime, pipeline, warehouse.surroundings.now().description,
        ])
      for (number, feature) in group.features.enumerated() {
        try db.execute(
          sql: "INSERT INTO feature_store.feature_definitions VALUES (?, ?, ?, ?)",
          arguments: [group.name, number + 1, feature.name, feature.type.rawValue])
      }
      try db.execute(sql: table.creation)
      try db.execute(sql: table.latestView)
    }
  }

  /// What an ingestion did.
  public struct Ingestion: Sendable, Equatable {
    /// Rows of the batch.
    public let rowsRead: Int
    /// Rows that were new or changed and so were appended.
    public let rowsWritten: Int
  }

  /// Appends the rows of tables that have the group's features among their columns. Records that the group already has,
  /// unchanged, are left out, so that an exact repeat of a batch writes nothing.
  /// - Parameter execution: keys the batch; the same execution again finds its batch and writes nothing.
  public func ingest(into group: FeatureGroup, from tables: [TableName], execution: String) throws -> Ingestion {
    let columns = group.features.map { Identifier.quoted($0.name) }.joined(separator: ", ")
    let source = tables.map { "SELECT \(columns) FROM \($0.sql)" }.joined(separator: " UNION ALL ")
    let table = FeatureGroupTable(group: group)
    return try warehouse.write(.featureStore, reading: tables.map(\.database)) { db in
      if let known = try Row.fetchOne(
        db,
        sql: """
          SELECT rows_read, rows_written FROM feature_store.feature_ingestions
          WHERE feature_group_name = ? AND execution_id = ?
          """, arguments: [group.name, execution])
      {
        return Ingestion(rowsRead: known[0], rowsWritten: known[1])
      }
      let writeTime = warehouse.surroundings.now().description
      let isEmpty = try Row.fetchOne(db, sql: "SELECT 1 FROM feature_store.\(Identifier.quoted(group.name))") == nil
      try db.execute(sql: table.append(from: source, isEmpty: isEmpty), arguments: ["write_time": writeTime])
      let written = db.changesCount
      let read = try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(source))") ?? 0
      try db.execute(
        sql: "INSERT INTO feature_store.feature_ingestions VALUES (?, ?, ?, ?, ?)",
        arguments: [group.name, execution, writeTime, read, written])
      return Ingestion(rowsRead: read, rowsWritten: written)
    }
  }

  /// The names of the groups.
  public func groupNames() throws -> [String] {
    try warehouse.read([.featureStore]) { db in
      try String.fetchAll(db, sql: "SELECT feature_group_name FROM feature_store.feature_groups ORDER BY 1")
    }
  }

  /// The group of that name.
  /// - Throws: ``FeatureStoreError`` where there is none; the error lists the groups there are.
  public func existingGroup(_ name: String) throws -> FeatureGroup {
    guard let group = try group(named: name) else {
      throw FeatureStoreError.unknownGroup(name, known: try groupNames())
    }
    return group
  }

  private func group(named name: String) throws -> FeatureGroup? {
    try warehouse.read([.featureStore]) { db in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT record_identifier_name, event_time_name FROM feature_store.feature_groups
            WHERE feature_group_name = ?
            """, arguments: [name])
      else { return nil }
      let features = try Row.fetchAll(
        db,
        sql: """
          SELECT feature_name, feature_type FROM feature_store.feature_definitions
          WHERE feature_group_name = ? ORDER BY feature_number
          """, arguments: [name]
      ).map { Feature($0[0], FeatureType(rawValue: $0[1]) ?? .string) }
      return FeatureGroup(name: name, recordIdentifier: row[0], eventTime: row[1], features: features)
    }
  }

  private func check(_ group: FeatureGroup) throws {
    let name = group.name.lowercased()
    guard Identifier.isPlain(name), !FeatureGroupTable.reservedTables.contains(name), !name.hasPrefix("sqlite_"),
      !name.hasSuffix("__latest")
    else {
      throw FeatureStoreError.invalidName("feature group \(group.name)", group.name, reason: "not allowed for a group")
    }
    for feature in group.features {
      if FeatureGroupTable.bookkeeping.contains(feature.name.lowercased()) {
        throw FeatureStoreError.invalidName(
          "feature group \(group.name), feature \(feature.name)", feature.name, reason: "kept for the store itself")
      }
    }
    for key in [group.recordIdentifier, group.eventTime] where !group.features.contains(where: { $0.name == key }) {
      throw FeatureStoreError.changed(group.name, "no feature \(key), which is its record identifier or event time")
    }
  }

  private static func difference(from known: FeatureGroup, to wanted: FeatureGroup) -> String {
    let added = wanted.features.filter { !known.features.contains($0) }.map { "\($0.name) \($0.type.rawValue)" }
    let gone = known.features.filter { !wanted.features.contains($0) }.map { "\($0.name) \($0.type.rawValue)" }
    if added.isEmpty && gone.isEmpty { return "another order of features, record identifier or event time" }
    return [
      added.isEmpty ? nil : "new or changed: \(added.joined(separator: ", "))",
      gone.isEmpty ? nil : "missing: \(gone.joined(separator: ", "))",
    ].compactMap(\.self).joined(separator: "; ")
  }
}
