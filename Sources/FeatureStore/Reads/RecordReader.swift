public import Warehouse

/// Reads single records of a group on one connection that stays open: what an endpoint or an application asks all the time.
///
/// A reader sees what is committed when it is asked. It stays on the thread that made it.
public final class RecordReader {
  /// The group.
  public let group: FeatureGroup
  /// The names of the values that a record is given as: the features, then `write_time`.
  public let columns: [String]

  private let cursor: QueryCursor
  private let eventColumn: Int

  /// Opens a reader.
  /// - Throws: ``FeatureStoreError`` where there is no such group.
  public init(_ name: String, in store: FeatureStore) throws {
    group = try store.existingGroup(name)
    let table = FeatureGroupTable(group: group)
    columns = group.features.map(\.name) + ["write_time"]
    let eventName = group.eventTime
    eventColumn = group.features.firstIndex { $0.name == eventName } ?? 0
    cursor = try QuerySession(store.warehouse, databases: [.featureStore]).prepare(
      """
      SELECT \(table.featureList), write_time, is_deleted FROM \(table.table)
      WHERE \(table.record) = :record ORDER BY \(table.event) DESC, write_time DESC LIMIT 1
      """, origin: "feature group \(name)", parameters: ["record": .null])
  }

  /// What is known of a record.
  public enum Finding: Sendable, Equatable {
    /// Its newest state in the order of `columns`.
    case state([SQLValue])
    /// It has none.
    case absent(RecordAbsence)
  }

  /// The newest state of a record, or why it has none.
  /// - Parameter now: the moment by which states expire; none does where `nil`.
  public func find(_ record: SQLValue, now: UTCTimestamp? = nil) throws -> Finding {
    cursor.restart([record])
    defer { cursor.pause() }
    guard try cursor.step() else { return .absent(.unknown) }
    let row = columns.indices.map { cursor.value($0) }
    guard case .text(let event) = row[eventColumn] else { return .state(row) }
    if cursor.integer(columns.count) != 0 { return .absent(.deleted(from: event)) }
    if let now, let time = group.timeToLive, let at = try? TimeReader(rounding: .down).read(event),
      let until = try? TimeReader(rounding: .down).read(now.description),
      until.milliseconds - at.milliseconds > time.seconds * 1000
    {
      return .absent(.expired(eventTime: event, timeToLive: time))
    }
    return .state(row)
  }

  /// The newest state of a record in the order of `columns`; `nil` where there is none, it is deleted, or it is older than
  /// the group's time to live at `now`.
  public func latest(_ record: SQLValue, now: UTCTimestamp? = nil) throws -> [SQLValue]? {
    guard case .state(let row) = try find(record, now: now) else { return nil }
    return row
  }

  /// What is known of the record with that identifier, as text.
  /// - Throws: ``FeatureStoreError`` where the text is no identifier of the group.
  public func find(identifier: String, now: UTCTimestamp? = nil) throws -> Finding {
    try find(group.identifier(identifier), now: now)
  }

  /// The newest state of the record with that identifier, as text.
  /// - Throws: ``FeatureStoreError`` where the text is no identifier of the group.
  public func latest(identifier: String, now: UTCTimestamp? = nil) throws -> [SQLValue]? {
    try latest(group.identifier(identifier), now: now)
  }
}
