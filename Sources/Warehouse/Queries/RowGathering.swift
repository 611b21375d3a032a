import GRDBSQLite

/// The aggregate function that puts the values of each row into the columns' sinks.
///
/// Invariant: SQLite calls it on the thread that steps the statement, which is the only one that uses the sinks until the
/// statement ends; `sinks` keeps the memory that `state` points to.
final class RowGathering {
  /// What one call needs, in memory of its own: a call must not count references or check accesses.
  private struct State {
    let sinks: UnsafeMutablePointer<ColumnSink>
    let columnCount: Int
    /// The column and the type code of a value that could not be taken.
    var refused: (column: Int, kind: CInt)?
  }

  let sinks: ColumnSinks
  private let state: UnsafeMutablePointer<State>

  init(_ sinks: ColumnSinks) {
    self.sinks = sinks
    state = .allocate(capacity: 1)
    state.initialize(to: State(sinks: sinks.sinks, columnCount: sinks.names.count, refused: nil))
  }

  deinit { state.deallocate() }

  /// Why the statement ended, where a value was the reason.
  var failure: WarehouseError? {
    state.pointee.refused.map { column, kind in
      let found =
        switch kind {
        case SQLITE_TEXT: "text among numbers"
        case SQLITE_BLOB: "a blob"
        default: "a number among text"
        }
      return sinks.mismatch(column, found)
    }
  }

  /// Makes the function known to a session. This object must live as long as the statements that call it.
  func define(_ name: String, on session: QuerySession) {
    sqlite3_create_function_v2(
      session.connection, name, -1, SQLITE_UTF8, state, nil,
      { context, count, values in
        guard let data = sqlite3_user_data(context), let values else { return }
        if !RowGathering.add(values, to: data.assumingMemoryBound(to: State.self)) {
          sqlite3_result_error(context, "a value that cannot stand in its column", -1)
        }
      },
      { context in sqlite3_result_null(context) }, nil)
  }

  private static func add(
    _ values: UnsafeMutablePointer<OpaquePointer?>, to state: UnsafeMutablePointer<State>
  ) -> Bool {
    let sinks = state.pointee.sinks
    for column in 0..<state.pointee.columnCount {
      let value = values[column]
      let kind = sqlite3_value_type(value)
      let isTaken: Bool
      switch kind {
      case SQLITE_INTEGER: isTaken = sinks[column].append(sqlite3_value_int64(value))
      case SQLITE_FLOAT: isTaken = sinks[column].append(sqlite3_value_double(value))
      case SQLITE_TEXT:
        let start = sqlite3_value_text(value)
        isTaken = start.map { sinks[column].append(utf8: $0, Int(sqlite3_value_bytes(value))) } ?? false
      case SQLITE_NULL:
        sinks[column].appendMissing()
        isTaken = true
      default: isTaken = false
      }
      guard isTaken else {
        state.pointee.refused = (column, kind)
        return false
      }
    }
    return true
  }
}
