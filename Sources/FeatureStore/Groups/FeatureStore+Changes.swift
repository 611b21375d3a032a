import GRDB
import Warehouse

extension FeatureStore {
  /// Changes a group.
  /// - Throws: ``FeatureStoreError`` where a feature to add is there with another type or is to be required though records
  ///   exist, one to change is not there, records break a new range, or a new source query does not give the features.
  @discardableResult
  public func update(_ name: String, _ change: GroupChange) throws -> GroupUpdate {
    let pointless = change.pointless(for: try existingGroup(name))
    let update = try update(name, from: .options, change.applied)
    return GroupUpdate(group: update.group, changes: update.changes, notes: pointless + update.notes)
  }

  /// Brings a group to a definition: features are added, their descriptions and ranges changed, and so are description,
  /// tags, time to live and source of the group. The name in the definition says nothing.
  /// - Parameter origin: where the definition comes from, for messages.
  /// - Throws: ``FeatureStoreError`` as ``update(_:_:)``, and where the definition lacks a feature of the group or has another
  ///   type or key: nothing is renamed or removed.
  @discardableResult
  public func update(
    _ name: String, to wanted: FeatureGroup, from origin: DefinitionOrigin = .program
  ) throws -> GroupUpdate {
    try update(name, from: origin) { _ in wanted.named(name) }
  }

  private func update(
    _ name: String, from origin: DefinitionOrigin, _ wanted: (FeatureGroup) throws -> FeatureGroup
  ) throws -> GroupUpdate {
    let notes = try checkSource(from: existingGroup(name), wanted, origin)
    return try warehouse.write(.featureStore) { db in
      guard let known = try StoredGroups.group(named: name, db) else {
        throw FeatureStoreError.unknownGroup(name, known: [])
      }
      let wanted = try wanted(known)
      try GroupCheck(group: wanted, origin: origin).run()
      let difference = GroupDifference(from: known, to: wanted)
      guard difference.isPossible else { throw try refusal(of: difference, origin) }
      guard !difference.changes.isEmpty else { return GroupUpdate(group: known, changes: [], notes: notes) }
      let pipeline = try StoredGroups.pipeline(of: name, db)
      try StoredValues(group: known, pipeline: pipeline).check(difference.changes, wanted, db)
      try apply(difference.changes, from: known, to: wanted, db)
      let unfilled = difference.changes.compactMap { change -> String? in
        guard case .added(let feature) = change, let pipeline else { return nil }
        return """
          pipeline \(pipeline) fills the group: \(feature.name) is NULL in its records until features.sql gives a column of \
          that name
          """
      }
      return GroupUpdate(group: wanted, changes: difference.changes.map(\.text), notes: notes + unfilled)
    }
  }

  /// A new source query must give the features. One that was there already and now lacks some is only told of: the group may
  /// be filled in another way. This reads other databases, which is no work for a transaction that holds the write lock.
  private func checkSource(
    from known: FeatureGroup, _ wanted: (FeatureGroup) throws -> FeatureGroup, _ origin: DefinitionOrigin
  ) throws -> [String] {
    let wanted = try wanted(known)
    try GroupCheck(group: wanted, origin: origin).run()
    let difference = GroupDifference(from: known, to: wanted)
    guard difference.isPossible else { throw try refusal(of: difference, origin) }
    guard let source = GroupSource(of: wanted) else { return [] }
    guard wanted.source == known.source else {
      try source.check(in: warehouse, origin)
      return []
    }
    let added = difference.changes.compactMap { change -> String? in
      if case .added(let feature) = change { feature.name } else { nil }
    }
    guard !added.isEmpty, let given = try? source.prepare(in: warehouse).columnNames.map({ $0.lowercased() }) else {
      return []
    }
    return added.filter { !given.contains($0.lowercased()) }.map { feature in
      """
      the source query gives no \(feature): before the next `stockroom features ingest \(known.name)`, set another with \
      `stockroom features update \(known.name) --source SQL`
      """
    }
  }

  /// The error of a difference, with a remedy that works also where noted datasets need the group.
  func refusal(of difference: GroupDifference, _ origin: DefinitionOrigin) throws -> FeatureStoreError {
    difference.refusal(origin, isNoted: try notedDatasetCount(of: difference.group) > 0)
  }

  private func apply(
    _ changes: [DefinitionChange], from known: FeatureGroup, to wanted: FeatureGroup, _ db: Database
  ) throws {
    let name = known.name
    let now = warehouse.surroundings.now().description
    var added: [Feature] = []
    for change in changes {
      switch change {
      case .added(let feature): added.append(feature)
      case .meaning(let feature, _, _), .range(let feature, _, _), .requirement(let feature, _):
        if let feature = wanted.feature(feature) { try StoredGroups.setDetails(feature, of: name, db) }
      case .summary(_, let new): try set("description", new.databaseValue, of: name, db)
      case .timeToLive(_, let new): try set("ttl_seconds", (new?.seconds).databaseValue, of: name, db)
      case .source(_, let new): try set("source_sql", new.databaseValue, of: name, db)
      case .tag(let tag, _, let value?): try StoredGroups.set([tag: value], of: name, db)
      case .tag(let tag, _, nil): try StoredGroups.removeTag(tag, of: name, db)
      case .recordIdentifier, .eventTime, .spelling, .type, .removed: break
      }
    }
    try add(added, to: known, at: now, db)
    try set("updated_at", now.databaseValue, of: name, db)
  }

  private func add(_ features: [Feature], to known: FeatureGroup, at now: String, _ db: Database) throws {
    guard !features.isEmpty else { return }
    let table = FeatureGroupTable(group: known)
    for feature in features {
      try db.execute(
        sql: "ALTER TABLE \(table.table) ADD COLUMN \(Identifier.quoted(feature.name)) \(feature.type.sqlite)")
    }
    let time = try StoredGroups.timeAfterCreation(of: known.name, now: now, db)
    try StoredGroups.add(features, to: known.name, from: known.features.count + 1, at: time, db)
    let changed = known.with(features: known.features + features)
    try db.execute(sql: "DROP VIEW IF EXISTS \(table.viewName)")
    try db.execute(sql: FeatureGroupTable(group: changed).latestView)
  }

  private func set(_ column: String, _ value: DatabaseValue, of group: String, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE feature_store.feature_groups SET \(column) = ? WHERE feature_group_name = ?",
      arguments: [value, group])
  }
}
