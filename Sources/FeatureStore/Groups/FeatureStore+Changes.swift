import GRDB
import Warehouse

extension FeatureStore {
  /// What is to change of a group. Features are only ever added.
  public struct GroupChange: Sendable {
    /// Features to add; records that are there already have NULL in them.
    public var added: [Feature]
    /// A new description.
    public var summary: String?
    /// Tags to set.
    public var tags: [String: String]
    /// Tags to take away.
    public var removedTags: [String]
    /// A new time to live; the inner `nil` takes it away.
    public var timeToLive: TimeToLive??
    /// A new query that fills the group.
    public var source: String?

    /// Changes nothing until something is set.
    public init(
      added: [Feature] = [], summary: String? = nil, tags: [String: String] = [:], removedTags: [String] = [],
      timeToLive: TimeToLive?? = nil, source: String? = nil
    ) {
      self.added = added
      self.summary = summary
      self.tags = tags
      self.removedTags = removedTags
      self.timeToLive = timeToLive
      self.source = source
    }
  }

  /// Changes a group. A feature that the group has already with the same type is passed over.
  /// - Returns: the group as it is now.
  /// - Throws: ``FeatureStoreError`` where a feature is there with another type, or is to be required though records exist.
  @discardableResult
  public func update(_ name: String, _ change: GroupChange) throws -> FeatureGroup {
    _ = try existingGroup(name)
    return try warehouse.write(.featureStore) { db in
      guard let known = try StoredGroups.group(named: name, db) else {
        throw FeatureStoreError.unknownGroup(name, known: [])
      }
      var added: [Feature] = []
      for feature in change.added {
        try GroupCheck.check(feature, of: name)
        guard let old = known.feature(feature.name) ?? added.first(where: { $0.name == feature.name }) else {
          added.append(feature)
          continue
        }
        guard old.type == feature.type else {
          throw FeatureStoreError(
            code: "feature-type-changed", subject: "feature group \(name), feature \(feature.name)",
            expected: "the type \(old.type.rawValue) that it has", found: feature.type.rawValue,
            remedy: "add it under another name; the type of a feature never changes")
        }
      }
      let now = warehouse.surroundings.now().description
      try add(added, to: known, at: now, db)
      if let summary = change.summary { try set("description", summary.databaseValue, of: name, db) }
      if let source = change.source { try set("source_sql", source.databaseValue, of: name, db) }
      if let time = change.timeToLive { try set("ttl_seconds", (time?.seconds).databaseValue, of: name, db) }
      try StoredGroups.set(change.tags, of: name, db)
      for tag in change.removedTags {
        try db.execute(
          sql: "DELETE FROM feature_store.feature_group_tags WHERE feature_group_name = ? AND tag_name = ?",
          arguments: [name, tag])
      }
      try set("updated_at", now.databaseValue, of: name, db)
      return try StoredGroups.group(named: name, db) ?? known
    }
  }

  /// Deletes a group: its table with all history, its view and its definition.
  ///
  /// - Parameter force: whether also where a dataset was noted that needs the group to be made again.
  /// - Throws: ``FeatureStoreError`` where there is no such group, or datasets need it.
  public func delete(_ name: String, force: Bool = false) throws {
    let group = try existingGroup(name)
    let datasets = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db,
        sql: "SELECT count(DISTINCT dataset_id) FROM mlops.feature_dataset_groups WHERE feature_group_name = ?",
        arguments: [name]) ?? 0
    }
    guard datasets == 0 || force else {
      throw FeatureStoreError(
        code: "group-in-use", subject: "feature group \(name)",
        expected: "a group that no noted dataset needs", found: "\(datasets) datasets that could not be made again",
        remedy: "keep the group, or add --force")
    }
    let table = FeatureGroupTable(group: group)
    try warehouse.write(.featureStore) { db in
      try db.execute(sql: "DROP VIEW IF EXISTS \(table.viewName)")
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.table)")
      for ledger in ["feature_group_tags", "feature_definitions", "feature_ingestions", "feature_groups"] {
        try db.execute(sql: "DELETE FROM feature_store.\(ledger) WHERE feature_group_name = ?", arguments: [name])
      }
    }
  }

  private func add(_ features: [Feature], to known: FeatureGroup, at time: String, _ db: Database) throws {
    guard !features.isEmpty else { return }
    let table = FeatureGroupTable(group: known)
    if let required = features.first(where: \.isRequired),
      try Row.fetchOne(db, sql: "SELECT 1 FROM \(table.table) LIMIT 1") != nil
    {
      throw FeatureStoreError(
        code: "required-feature", subject: "feature group \(known.name), feature \(required.name)",
        expected: "a feature that may be NULL, as it is in the records that exist", found: "a required one",
        remedy: "add it without `required`")
    }
    for feature in features {
      try db.execute(
        sql: "ALTER TABLE \(table.table) ADD COLUMN \(Identifier.quoted(feature.name)) \(feature.type.sqlite)")
    }
    try StoredGroups.add(features, to: known.name, from: known.features.count + 1, at: time, db)
    guard let changed = try StoredGroups.group(named: known.name, db) else { return }
    try db.execute(sql: "DROP VIEW IF EXISTS \(table.viewName)")
    try db.execute(sql: FeatureGroupTable(group: changed).latestView)
  }

  private func set(_ column: String, _ value: DatabaseValue, of group: String, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE feature_store.feature_groups SET \(column) = ? WHERE feature_group_name = ?",
      arguments: [value, group])
  }
}
