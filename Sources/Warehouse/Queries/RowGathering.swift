import GRDBSQLite

/// The aggregate function that puts the values of each row into the columns' sinks.
///
/// Invariant: SQLite calls it on the thread that steps the statement, which is the only one that uses the sinks until the
/// statement ends.
final class RowGathering {
  let sinks: [ColumnSink]
  private(set) var failure: WarehouseError?

  init(_ sinks: [ColumnSink]) { self.sinks = sinks }

  /// Makes the function known to a session, which keeps this object.
  func define(_ name: String, on session: QuerySession) {
    sqlite3_create_function_v2(
      session.connection, name, -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(), nil,
      { context, count, values in
        guard let data = sqlite3_user_data(context), let values else { return }
        let gathering = Unmanaged<RowGathering>.fromOpaque(data).takeUnretainedValue()
        if !gathering.add(values) { sqlite3_result_error(context, "a value that cannot stand in its column", -1) }
      },
      { context in sqlite3_result_null(context) },
      { data in if let data { Unmanaged<RowGathering>.fromOpaque(data).release() } })
  }

  private func add(_ values: UnsafeMutablePointer<OpaquePointer?>) -> Bool {
    do {
      for (index, sink) in sinks.enumerated() {
        let value = values[index]
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: try sink.append(sqlite3_value_int64(value))
        case SQLITE_FLOAT: try sink.append(sqlite3_value_double(value))
        case SQLITE_TEXT:
          let start = sqlite3_value_text(value)
          let count = Int(sqlite3_value_bytes(value))
          try sink.append(utf8: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        case SQLITE_NULL: sink.appendMissing()
        default: throw sink.mismatch("a blob")
        }
      }
      return true
    } catch {
      failure = error as? WarehouseError
      return false
    }
  }
}
