import GRDB
public import Warehouse

extension FeatureStore {
  /// What became of a single record.
  public enum RecordOutcome: Sendable, Equatable {
    /// It was appended and is the record's newest state.
    case written
    /// It was appended as history: the record has a state of a later event time.
    case writtenBehind(newestEventTime: String)
    /// The group had that very state already.
    case unchanged
  }

  /// Appends one record. Features that are not named are NULL.
  /// - Parameter isTyped: whether texts are meant as text; else they are read as the features' types, as fields of CSV are.
  /// - Throws: ``FeatureStoreError`` where a value cannot stand in the group.
  @discardableResult
  public func put(
    _ record: [(name: String, value: SQLValue)], isTyped: Bool = true, into group: FeatureGroup,
    timeZone: TimeZoneRule? = nil
  ) throws -> RecordOutcome {
    let group = try existingGroup(group.name)
    let rows = ValueRows(record, isTyped: isTyped, origin: "record for \(group.name)")
    let writing = try BatchWriting(rows, into: group, timeZone: timeZone, allowsMissing: true)
    let identifier = record.first { $0.name.lowercased() == group.recordIdentifier.lowercased() }?.value
    return try write(identifier ?? .null, to: group) { writer in
      _ = try writing.run(writer, rejects: nil)
    }
  }

  /// Marks a record as deleted from an event time on: a row of its own, so that the history stays and earlier moments still
  /// see the record. A later write brings the record back.
  /// - Parameters:
  ///   - time: from when on; now where `nil`.
  /// - Throws: ``FeatureStoreError`` where the group has no such record.
  @discardableResult
  public func delete(
    record text: String, from group: FeatureGroup, at time: String? = nil, timeZone: TimeZoneRule? = nil
  ) throws -> RecordOutcome {
    let group = try existingGroup(group.name)
    let identifier = try group.identifier(text)
    try checkExists(identifier, text, in: group)
    let rows = ValueRows(
      [
        (group.recordIdentifier, identifier),
        (group.eventTime, .text(time ?? warehouse.surroundings.now().description)),
      ], origin: "deletion from \(group.name)")
    let reader = TimeReader(rounding: .up, zone: timeZone)
    var values = [StoredValue](repeating: .null, count: group.features.count)
    var moment = EventTime(milliseconds: 0)
    _ = rows.next()
    // The checks own the bytes of the event time and must live until it is written.
    let checks = try group.features.enumerated().compactMap { index, feature -> ValueCheck? in
      guard let place = [group.recordIdentifier, group.eventTime].firstIndex(of: feature.name) else { return nil }
      let check = ValueCheck(feature, of: group, reader: reader)
      do throws(ValueComplaint) {
        values[index] = try check.check(rows.cell(place))
      } catch {
        throw FeatureStoreError(
          code: "bad-record", subject: "\(rows.origin), \(error.column)", expected: error.expected, found: error.found,
          remedy: "correct the value; nothing was written")
      }
      if place == 1 { moment = check.moment }
      return check
    }
    return try withExtendedLifetime((checks, rows)) {
      try write(identifier, to: group) { writer in _ = try writer.write(values, at: moment, isDeleted: true) }
    }
  }

  /// What an erasure did.
  public struct Erasure: Sendable, Equatable {
    /// The rows that were erased.
    public let rows: Int
    /// Whether the write-ahead log was emptied as well; another process that is reading can be in the way.
    public let isLogEmpty: Bool
  }

  /// Removes every row of a record for good: all event times, all writes. The pages are overwritten and the write-ahead log
  /// is emptied. The raw table, files that were exported and backups are not touched.
  /// - Throws: ``FeatureStoreError`` where the group has no such record.
  @discardableResult
  public func erase(record text: String, from group: FeatureGroup, reason: String? = nil) throws -> Erasure {
    let group = try existingGroup(group.name)
    let identifier = try group.identifier(text)
    try checkExists(identifier, text, in: group)
    let table = FeatureGroupTable(group: group)
    let erased = try warehouse.write(.featureStore) { db in
      try db.execute(sql: "PRAGMA feature_store.secure_delete = ON")
      try db.execute(
        sql: "DELETE FROM \(table.table) WHERE \(table.record) = ?", arguments: [identifier.databaseValue])
      let erased = db.changesCount
      try db.execute(
        sql: """
          UPDATE feature_store.feature_groups SET record_count = max(0, record_count - ?) WHERE feature_group_name = ?
          """, arguments: [erased, group.name])
      try db.execute(
        sql: "INSERT INTO feature_store.feature_erasures VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          warehouse.surroundings.identifier(), group.name, warehouse.surroundings.now().description,
          warehouse.surroundings.user, reason, erased,
        ])
      return erased
    }
    return Erasure(rows: erased, isLogEmpty: try warehouse.emptyLog(of: .featureStore))
  }

  private func checkExists(_ identifier: SQLValue, _ text: String, in group: FeatureGroup) throws {
    let table = FeatureGroupTable(group: group)
    let isKnown = try warehouse.read([.featureStore]) { db in
      try Row.fetchOne(
        db, sql: "SELECT 1 FROM \(table.table) WHERE \(table.record) = ? LIMIT 1",
        arguments: [identifier.databaseValue]) != nil
    }
    guard isKnown else {
      throw FeatureStoreError(
        code: "unknown-record", subject: "feature group \(group.name), record \(text)",
        expected: "a record of the group", found: "none with \(group.recordIdentifier) = \(text)",
        remedy: "`stockroom features head \(group.name)` shows records")
    }
  }

  private func write(
    _ record: SQLValue, to group: FeatureGroup, _ body: (RecordWriter) throws -> Void
  ) throws -> RecordOutcome {
    let table = FeatureGroupTable(group: group)
    return try warehouse.write(.featureStore) { db in
      let stamp = try WriteStamp(db, group: group.name, surroundings: warehouse.surroundings)
      let newest = try newestEvent(of: group, db)
      let writer = try RecordWriter(
        db, table: table, stamp: stamp, newestEvent: newest, isEmpty: newest == nil)
      try body(writer)
      try stamp.note(db, group: group.name, written: writer, newestBefore: newest)
      guard let event = writer.newestEvent else { return .unchanged }
      let newestOfRecord = try String.fetchOne(
        db, sql: "SELECT max(\(table.event)) FROM \(table.table) WHERE \(table.record) = ?",
        arguments: [record.databaseValue])
      return newestOfRecord.map { $0 > event.text ? .writtenBehind(newestEventTime: $0) : .written } ?? .written
    }
  }
}

extension FeatureGroup {
  /// The value that a record's identifier has in the table.
  /// - Throws: ``FeatureStoreError`` where the text is no value of the identifier's type.
  func identifier(_ text: String) throws -> SQLValue {
    guard identifierType == .integral else { return .text(text) }
    guard let integer = Int64(text) else {
      throw FeatureStoreError(
        code: "record-identifier", subject: "feature group \(name), record \(text)",
        expected: "a whole number, as \(recordIdentifier) is", found: "\"\(text)\"", remedy: "check the identifier")
    }
    return .integer(integer)
  }
}
