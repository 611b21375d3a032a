import GRDB
public import Warehouse

/// The offline feature store: feature groups as append-only tables with event time and write time.
public struct FeatureStore: Sendable {
  let warehouse: Warehouse

  /// The feature store of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Creates a group. Creating the same group again changes nothing; the order of features says nothing.
  /// - Parameters:
  ///   - pipeline: the pipeline that fills it, if one does.
  ///   - origin: where the definition comes from, for messages.
  /// - Returns: whether the group is new.
  /// - Throws: ``FeatureStoreError`` where a name is not allowed, a group of that name is different in anything, or its source
  ///   query does not give its features; the remedy of a difference is the command that migrates it.
  @discardableResult
  public func create(
    _ group: FeatureGroup, pipeline: String?, from origin: DefinitionOrigin = .program
  ) throws -> Bool {
    try create(group, pipeline: pipeline, from: origin) { known, _ in
      let difference = GroupDifference(from: known, to: group)
      guard difference.changes.isEmpty else { throw try refusal(of: difference, origin) }
    }
  }

  /// Sees to it that there is a group that a pipeline can fill: with its record identifier, event time and features. What a
  /// user has given the group beside them (descriptions, ranges, tags, a time to live, further features) is the user's.
  /// - Returns: whether the group is new.
  /// - Throws: ``FeatureStoreError`` where the group lacks a feature of the pipeline or has it with another type, or has one
  ///   that the pipeline made once and gives no longer.
  @discardableResult
  public func provide(_ group: FeatureGroup, for pipeline: String) throws -> Bool {
    let origin = DefinitionOrigin.pipeline(pipeline)
    return try create(group, pipeline: pipeline, from: origin) { known, db in
      let dispensable = try StoredGroups.dispensable(in: group.name, db)
      let difference = GroupDifference(from: known, toPipeline: group, dispensable: dispensable)
      guard difference.changes.isEmpty else { throw try refusal(of: difference, origin) }
    }
  }

  /// - Parameter compare: throws where a group that is there is not what is wanted.
  private func create(
    _ group: FeatureGroup, pipeline: String?, from origin: DefinitionOrigin,
    _ compare: (FeatureGroup, Database) throws -> Void
  ) throws -> Bool {
    try GroupCheck(group: group, origin: origin).run()
    let isKnown = try warehouse.read([.featureStore]) { db in
      guard let known = try StoredGroups.group(named: group.name, db) else {
        try refuseOtherSpelling(of: group.name, origin, db)
        return false
      }
      try compare(known, db)
      return true
    }
    if isKnown { return false }
    try GroupSource(of: group)?.check(in: warehouse, origin)
    let table = FeatureGroupTable(group: group)
    return try warehouse.write(.featureStore) { db in
      // Another process may have been quicker.
      if let known = try StoredGroups.group(named: group.name, db) {
        try compare(known, db)
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

  /// Names of tables do not differ by case alone.
  private func refuseOtherSpelling(of name: String, _ origin: DefinitionOrigin, _ db: Database) throws {
    let known = try String.fetchOne(
      db, sql: "SELECT feature_group_name FROM feature_store.feature_groups WHERE lower(feature_group_name) = lower(?)",
      arguments: [name])
    if let known {
      throw FeatureStoreError.invalidGroupName(
        name, reason: "there is a group \(known), which differs by case alone", origin)
    }
  }
}
