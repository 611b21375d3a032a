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
  /// The newest of them that are no deletions.
  private(set) var newestLiveEvent: EventTime?
  private(set) var written = 0
  /// Rows that were left out because a correction or deletion of a user stays.
  private(set) var correctionsKept = 0
  /// Rows that were written over a correction or deletion.
  private(set) var correctionsOverwritten = 0
  private var repeated = RepeatedStates()
  private var corrected = RepeatedStates()
  private let pipeline: PipelineStates?

  /// - Parameters:
  ///   - newestEvent: the newest event time of the table; what is newer cannot repeat a state. `nil` where it is unknown.
  ///   - pipeline: what pipelines wrote before, where the rows are a pipeline's.
  init(
    _ db: Database, table: FeatureGroupTable, stamp: WriteStamp, newestEvent: EventTime?, isEmpty: Bool,
    pipeline: PipelineStates? = nil
  ) throws {
    self.pipeline = pipeline
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    self.connection = connection
    let features = table.group.features
    guard let record = features.firstIndex(where: { $0.name == table.group.recordIdentifier }),
      let event = features.firstIndex(where: { $0.name == table.group.eventTime })
    else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    (recordIndex, eventIndex, featureCount) = (record, event, features.count)
    newestKnownEvent = newestEvent
    self.isEmpty = isEmpty
    insertion = try StatementValues.prepare(table.insertion, on: connection)
    state = try StatementValues.prepare(table.stateAtEvent, on: connection)
    let bytes = Array(stamp.writeTime.utf8)
    writeTime = .allocate(byteCount: bytes.count, alignment: 1)
    writeTime.copyBytes(from: bytes)
    StatementValues.bind(.text(UnsafeRawBufferPointer(writeTime)), insertion, featureCount + 1)
    _ = stamp.invocationTime.withCString {
      sqlite3_bind_text(insertion, CInt(featureCount + 2), $0, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  deinit {
    sqlite3_finalize(insertion)
    sqlite3_finalize(state)
    writeTime.deallocate()
  }

  /// Writes one row, unless the group has that very state already, or, where the row is a pipeline's, a user's correction.
  func write(_ values: [StoredValue], at event: EventTime, isDeleted: Bool) throws -> Outcome {
    let mayRepeat = !isEmpty && newestKnownEvent.map { event <= $0 } ?? true
    var hasTakenOver = false
    if mayRepeat, let known = try knownState(values, event, isDeleted, takingOver: &hasTakenOver) { return known }
    for (index, value) in values.enumerated() where !hasTakenOver || pipeline?.isGiven[index] != false {
      StatementValues.bind(value, insertion, index + 1)
    }
    sqlite3_bind_int(insertion, CInt(featureCount + 3), isDeleted ? 1 : 0)
    let code = sqlite3_step(insertion)
    sqlite3_reset(insertion)
    if code == SQLITE_DONE {
      written += 1
      newestEvent = max(newestEvent ?? event, event)
      if !isDeleted { newestLiveEvent = max(newestLiveEvent ?? event, event) }
      return .written
    }
    // The batch has had this record at this event time before.
    if sqlite3_extended_errcode(connection) == Self.primaryKeyConflict,
      let known = try knownState(values, event, isDeleted, takingOver: &hasTakenOver)
    {
      return known
    }
    throw StatementValues.failure(code, on: connection)
  }

  /// `unchanged` where the newest state at that event time is the same or stays, `conflict` where this very batch has had
  /// another, `nil` where the row is news. A pipeline's row is then given the values of the features that are the users'.
  private func knownState(
    _ values: [StoredValue], _ event: EventTime, _ isDeleted: Bool, takingOver hasTakenOver: inout Bool
  ) throws -> Outcome? {
    StatementValues.bind(values[recordIndex], state, 1)
    StatementValues.bind(values[eventIndex], state, 2)
    defer { sqlite3_reset(state) }
    guard try StatementValues.step(state, on: connection) else { return nil }
    let same =
      sqlite3_column_int(state, CInt(featureCount)) == (isDeleted ? 1 : 0)
      && values.indices.allSatisfy {
        pipeline?.isGiven[$0] == false || StatementValues.equals(values[$0], state, CInt($0))
      }
    let isOfThisBatch = StatementValues.equals(
      .text(UnsafeRawBufferPointer(writeTime)), state, CInt(featureCount + 1))
    if same {
      if corrected.contains(values[recordIndex], event) { return .conflict }
      if !isOfThisBatch { repeated.insert(values[recordIndex], event) }
      return .unchanged
    }
    if isOfThisBatch || repeated.contains(values[recordIndex], event) { return .conflict }
    guard let pipeline else { return nil }
    return try correctedState(values, event, pipeline, takingOver: &hasTakenOver)
  }

  /// What becomes of a pipeline's row that differs from the newest state, which `state` is at.
  private func correctedState(
    _ values: [StoredValue], _ event: EventTime, _ pipeline: PipelineStates, takingOver hasTakenOver: inout Bool
  ) throws -> Outcome? {
    let verdict = try pipeline.verdict(on: values, record: recordIndex, event: eventIndex, newest: state)
    let hasStayed = corrected.contains(values[recordIndex], event)
    if verdict == .corrected {
      if !hasStayed {
        corrected.insert(values[recordIndex], event)
        correctionsKept += 1
      }
      return .unchanged
    }
    if hasStayed { return .conflict }
    if verdict == .outdated { correctionsOverwritten += 1 }
    for index in values.indices where !pipeline.isGiven[index] {
      sqlite3_bind_value(insertion, CInt(index + 1), sqlite3_column_value(state, CInt(index)))
    }
    hasTakenOver = true
    return nil
  }
}
