import GRDBSQLite

/// A SQL function of one session, made of a Swift function.
///
/// Invariant of the C handle: SQLite holds one retained reference to this object and gives it back when the function is
/// replaced or the connection closed.
private final class SessionFunction {
  let body: ([SQLValue]) throws -> SQLValue

  init(_ body: @escaping ([SQLValue]) throws -> SQLValue) { self.body = body }
}

extension QuerySession {
  /// Adds a function of any number of arguments to this session.
  /// - Parameter body: its error becomes that of the statement.
  package func addFunction(_ name: String, _ body: @escaping ([SQLValue]) throws -> SQLValue) {
    let function = Unmanaged.passRetained(SessionFunction(body)).toOpaque()
    sqlite3_create_function_v2(
      connection, name, -1, SQLITE_UTF8, function,
      { context, count, values in
        guard let data = sqlite3_user_data(context) else { return }
        let function = Unmanaged<SessionFunction>.fromOpaque(data).takeUnretainedValue()
        let arguments = (0..<Int(count)).map { SQLValue(values?[$0]) }
        do {
          try function.body(arguments).setResult(of: context)
        } catch {
          sqlite3_result_error(context, "\(error)", -1)
        }
      }, nil, nil,
      { data in
        if let data { Unmanaged<SessionFunction>.fromOpaque(data).release() }
      })
  }
}

extension SQLValue {
  /// Copies an argument of a SQL function.
  fileprivate init(_ value: OpaquePointer?) {
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: self = .integer(sqlite3_value_int64(value))
    case SQLITE_FLOAT: self = .real(sqlite3_value_double(value))
    case SQLITE_TEXT:
      let bytes = UnsafeRawBufferPointer(start: sqlite3_value_text(value), count: Int(sqlite3_value_bytes(value)))
      self = .text(String(decoding: bytes, as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_value_blob(value)
      self = .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))))
    default: self = .null
    }
  }

  fileprivate func setResult(of context: OpaquePointer?) {
    switch self {
    case .null: sqlite3_result_null(context)
    case .integer(let value): sqlite3_result_int64(context, value)
    case .real(let value): sqlite3_result_double(context, value)
    case .text(let text): sqlite3_result_text(context, text, CInt(text.utf8.count), QueryCursor.transient)
    case .blob(let bytes): sqlite3_result_blob(context, bytes, CInt(bytes.count), QueryCursor.transient)
    }
  }
}
