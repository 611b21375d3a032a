import GRDB
public import Warehouse

/// The offline feature store: feature groups as append-only tables with event time and write time.
public struct FeatureStore: Sendable {
  let warehouse: Warehouse

  /// The feature store of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Creates a group. Creating the same group again changes nothing; the order of features says nothing.
  /// - Parameter pipeline: the pipeline that fills it, if one does.
  /// - Returns: whether the group is new.
  /// - Throws: ``FeatureStoreError`` where a name is not allowed, or a group of that name is different; the remedy is the
  ///   command that migrates it.
  @discardableResult
  public func create(_ group: FeatureGroup, pipeline: String?) throws -> Bool {
    try GroupCheck(group: group).run()
    if let known = try self.group(named: group.name) {
      try refuseDifference(from: known, to: group)
      return false
    }
    let table = FeatureGroupTable(group: group)
    return try warehouse.write(.featureStore) { db in
      // Another process may have been quicker.
      if let known = try StoredGroups.group(named: group.name, db) {
        try refuseDifference(from: known, to: group)
        return false
      }
      let now = warehouse.surroundings.now().description
      try db.execute(
        sql: """
          INSERT INTO feature_store.feature_groups
            (feature_group_name, record_identifier_name, event_time_name, description, pipeline_name, created_at,
             created_by, ttl_seconds, source_sql)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          group.name, group.recordIdentifier, group.eventTime, group.summary, pipeline, now,
          warehouse.surroundings.user, group.timeToLive?.seconds, group.source,
        ])
      try StoredGroups.add(group.features, to: group.name, from: 1, at: now, db)
      try StoredGroups.set(group.tags, of: group.name, db)
      try db.execute(sql: table.creation)
      try db.execute(sql: table.latestView)
      return true
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

  func group(named name: String) throws -> FeatureGroup? {
    try warehouse.read([.featureStore]) { db in try StoredGroups.group(named: name, db) }
  }

  private func refuseDifference(from known: FeatureGroup, to wanted: FeatureGroup) throws {
    let difference = GroupDifference(from: known, to: wanted)
    guard difference.texts.isEmpty else {
      throw FeatureStoreError(
        code: "feature-group-changed", subject: "feature group \(known.name)", expected: "the definition that it has",
        found: difference.texts.joined(separator: "; "), remedy: difference.remedy(group: known.name))
    }
  }
}
