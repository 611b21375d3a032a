import GRDB
import GRDBSQLite
import Warehouse

/// Appends rows to a group's table through prepared statements: the kernel of ingestion.
///
/// Invariants: both statements belong to the connection that made them and are used within one `write` of it. Text is bound
/// with SQLITE_STATIC, which is sound because every binding is stepped before its row is given up, and replaced before the
/// next step.
final class RecordWriter {
  enum Outcome { case written, unchanged, conflict }

  private static let staticText = unsafeBitCast(0, to: sqlite3_destructor_type.self)
  /// SQLITE_CONSTRAINT_PRIMARYKEY.
  private static let primaryKeyConflict = SQLITE_CONSTRAINT | (6 << 8)

  private let connection: OpaquePointer
  private let insertion: OpaquePointer
  private let state: OpaquePointer
  private let featureCount: Int
  private let recordIndex: Int
  private let eventIndex: Int
  private let writeTime: UnsafeMutableRawBufferPointer
  private let newestKnownEvent: EventTime?
  private let isEmpty: Bool
  /// The newest event time of the rows that were written, if any was.
  private(set) var newestEvent: EventTime?
  private(set) var written = 0
  private var repeated = RepeatedStates()

  /// - Parameters:
  ///   - newestEvent: the newest event time of the table; what is newer cannot repeat a state. `nil` where it is unknown.
  init(_ db: Database, table: FeatureGroupTable, stamp: WriteStamp, newestEvent: EventTime?, isEmpty: Bool) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    self.connection = connection
    let features = table.group.features
    guard let record = features.firstIndex(where: { $0.name == table.group.recordIdentifier }),
      let event = features.firstIndex(where: { $0.name == table.group.eventTime })
    else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    (recordIndex, eventIndex, featureCount) = (record, event, features.count)
    newestKnownEvent = newestEvent
    self.isEmpty = isEmpty
    insertion = try Self.prepare(table.insertion, on: connection)
    state = try Self.prepare(table.stateAtEvent, on: connection)
    let bytes = Array(stamp.writeTime.utf8)
    writeTime = .allocate(byteCount: bytes.count, alignment: 1)
    writeTime.copyBytes(from: bytes)
    Self.bind(.text(UnsafeRawBufferPointer(writeTime)), insertion, featureCount + 1)
    _ = stamp.invocationTime.withCString {
      sqlite3_bind_text(insertion, CInt(featureCount + 2), $0, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  deinit {
    sqlite3_finalize(insertion)
    sqlite3_finalize(state)
    writeTime.deallocate()
  }

  /// Writes one row, unless the group has that very state already.
  func write(_ values: [StoredValue], at event: EventTime, isDeleted: Bool) throws -> Outcome {
    let mayRepeat = !isEmpty && newestKnownEvent.map { event <= $0 } ?? true
    if mayRepeat, let known = try knownState(values, event, isDeleted) { return known }
    for (index, value) in values.enumerated() { Self.bind(value, insertion, index + 1) }
    sqlite3_bind_int(insertion, CInt(featureCount + 3), isDeleted ? 1 : 0)
    let code = sqlite3_step(insertion)
    sqlite3_reset(insertion)
    if code == SQLITE_DONE {
      written += 1
      newestEvent = max(newestEvent ?? event, event)
      return .written
    }
    // The batch has had this record at this event time before.
    if sqlite3_extended_errcode(connection) == Self.primaryKeyConflict,
      let known = try knownState(values, event, isDeleted)
    {
      return known
    }
    throw failure(code)
  }

  /// `unchanged` where the newest state at that event time is the same, `conflict` where this very batch has had another,
  /// `nil` where the row is news.
  private func knownState(_ values: [StoredValue], _ event: EventTime, _ isDeleted: Bool) throws -> Outcome? {
    Self.bind(values[recordIndex], state, 1)
    Self.bind(values[eventIndex], state, 2)
    defer { sqlite3_reset(state) }
    switch sqlite3_step(state) {
    case SQLITE_DONE: return nil
    case SQLITE_ROW: break
    case let code: throw failure(code)
    }
    let same =
      sqlite3_column_int(state, CInt(featureCount)) == (isDeleted ? 1 : 0)
      && values.indices.allSatisfy { Self.equals(values[$0], state, CInt($0)) }
    let isOfThisBatch = Self.equals(.text(UnsafeRawBufferPointer(writeTime)), state, CInt(featureCount + 1))
    if same {
      if !isOfThisBatch { repeated.insert(values[recordIndex], event) }
      return .unchanged
    }
    return isOfThisBatch || repeated.contains(values[recordIndex], event) ? .conflict : nil
  }

  private func failure(_ code: CInt) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }

  private static func prepare(_ sql: String, on connection: OpaquePointer) throws -> OpaquePointer {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
    return statement
  }

  @inline(__always)
  private static func bind(_ value: StoredValue, _ statement: OpaquePointer, _ index: Int) {
    switch value {
    case .null: sqlite3_bind_null(statement, CInt(index))
    case .integer(let value): sqlite3_bind_int64(statement, CInt(index), value)
    case .real(let value): sqlite3_bind_double(statement, CInt(index), value)
    case .text(let bytes):
      // An empty text needs an address, without which SQLite takes it for NULL.
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      if let start, !bytes.isEmpty {
        sqlite3_bind_text(statement, CInt(index), start, CInt(bytes.count), staticText)
      } else {
        sqlite3_bind_text(statement, CInt(index), "", 0, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }
    }
  }

  private static func equals(_ value: StoredValue, _ statement: OpaquePointer, _ index: CInt) -> Bool {
    let kind = sqlite3_column_type(statement, index)
    switch value {
    case .null: return kind == SQLITE_NULL
    case .integer(let value): return kind == SQLITE_INTEGER && sqlite3_column_int64(statement, index) == value
    case .real(let value): return kind == SQLITE_FLOAT && sqlite3_column_double(statement, index) == value
    case .text(let bytes):
      guard kind == SQLITE_TEXT, let start = sqlite3_column_text(statement, index) else { return false }
      let known = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
      return known.elementsEqual(bytes)
    }
  }
}
