import Columns
public import Warehouse

/// Rows whose record is deleted as of the row's own time.
public struct DeletedRows: Sendable, Equatable {
  /// How many rows of each table.
  public let counts: [Int]
  /// The record of the first of them.
  public let example: String?
  /// All of them.
  public var total: Int { counts.reduce(0, +) }
}

extension FeatureStore {
  /// What ``trainingRows(in:of:features:asKnownAt:)`` gives, without the rows whose record is deleted as of their own time.
  /// A row that has no record for another reason is among the rows, without values.
  /// - Throws: ``FeatureStoreError`` for an unknown group or feature; `WarehouseError` for a table without the two columns.
  public func liveTrainingRows(
    in tables: [TableName], of group: String, features: [String]
  ) throws -> (rows: TrainingRows, deleted: DeletedRows) {
    let all = try trainingRows(in: tables, of: group, features: features)
    let none = DeletedRows(counts: all.ranges.map { _ in 0 }, example: nil)
    guard let part = all.dataset.parts.first, part.rowsMatched < all.dataset.columns.rowCount,
      let known = part.knownUntil
    else { return (all, none) }
    let group = try existingGroup(group)
    let entities = try ColumnTable(Array(all.dataset.columns.columns.prefix(all.dataset.entityColumnCount)))
    let isDeleted = try deletions(among: entities, of: group, asKnownAt: known)
    guard let first = isDeleted.firstIndex(of: true) else { return (all, none) }

    let chosen = isDeleted.indices.filter { !isDeleted[$0] }
    let dataset = try dataset(
      DatasetRequest(
        entities: .columns(ColumnTable(entities.columns.map { $0.picking(chosen) })),
        groups: [.init(group.name, features: features)], entityTime: group.eventTime, asKnownAt: known, expiry: .never))
    let counts = all.ranges.map { range in isDeleted[range].count { $0 } }
    var ranges: [Range<Int>] = []
    for (range, count) in zip(all.ranges, counts) {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + range.count - count)
    }
    return (
      TrainingRows(dataset: dataset, ranges: ranges, features: features),
      DeletedRows(counts: counts, example: try entities.column(group.recordIdentifier).text(at: first))
    )
  }

  /// For each row whether the newest state of its record at its time is a deletion. Only records that were ever deleted are
  /// looked up.
  private func deletions(among rows: ColumnTable, of group: FeatureGroup, asKnownAt known: String) throws -> [Bool] {
    let table = FeatureGroupTable(group: group)
    let origin = "feature group \(group.name)"
    let session = try QuerySession(warehouse, databases: [.featureStore])
    let deleted = try session.prepare(
      "SELECT DISTINCT CAST(\(table.record) AS TEXT) FROM \(table.table) WHERE is_deleted = 1 AND write_time <= :known",
      origin: origin, parameters: ["known": .text(known)])
    var records: Set<String> = []
    while try deleted.step() { records.insert(deleted.withText(0) { String(decoding: $0, as: UTF8.self) }) }

    let state = try session.prepare(
      """
      SELECT is_deleted FROM \(table.table)
      WHERE \(table.record) = :record AND \(table.event) <= :time AND write_time <= :known
      ORDER BY \(table.event) DESC, write_time DESC LIMIT 1
      """, origin: origin, parameters: ["record": .null, "time": .null, "known": .null])
    let (identifiers, times) = try (rows.column(group.recordIdentifier), rows.column(group.eventTime))
    return try (0..<rows.rowCount).map { row in
      guard let record = identifiers.text(at: row), records.contains(record), let time = times.text(at: row) else {
        return false
      }
      state.restart([try group.identifier(record), .text(time), .text(known)])
      return try state.step() && state.integer(0) == 1
    }
  }
}
