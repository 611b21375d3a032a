import GRDBSQLite

/// The rows of a prepared statement, one at a time.
///
/// Invariant: `statement` is valid until the cursor ends; pointers handed to `withText` live until the next step.
public final class QueryCursor {
  /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
  static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  let statement: OpaquePointer
  private let session: QuerySession
  private let origin: String

  init(statement: OpaquePointer, session: QuerySession, origin: String) {
    self.statement = statement
    self.session = session
    self.origin = origin
  }

  deinit { sqlite3_finalize(statement) }

  /// The names of the result's columns.
  public private(set) lazy var columnNames: [String] = (0..<sqlite3_column_count(statement)).map {
    sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? ""
  }

  /// Moves to the next row; `false` after the last one.
  public func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw QueryFailure.running(origin, connection: session.connection)
    }
  }

  /// The value in a column of the current row.
  public func value(_ column: Int) -> SQLValue {
    let index = CInt(column)
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_TEXT: return .text(withText(column) { String(decoding: $0, as: UTF8.self) })
    case SQLITE_BLOB:
      let count = Int(sqlite3_column_bytes(statement, index))
      guard let bytes = sqlite3_column_blob(statement, index) else { return .blob([]) }
      return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
    default: return .null
    }
  }

  /// The current row.
  public func row() -> [SQLValue] { columnNames.indices.map(value) }

  /// All rows that are left.
  public func allRows() throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    while try step() { rows.append(row()) }
    return rows
  }

  /// The value in a column of the current row, for `sqlite3_value_type` and its like: one call of the library instead of one
  /// for the type and one for the content. It lives until the next step, and is used on the thread that steps.
  package func storedValue(_ column: Int) -> OpaquePointer? { sqlite3_column_value(statement, CInt(column)) }

  /// SQLite's type code of a column of the current row.
  package func kind(_ column: Int) -> CInt { sqlite3_column_type(statement, CInt(column)) }
  /// The integer in a column of the current row.
  package func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, CInt(column)) }
  /// The number in a column of the current row.
  package func real(_ column: Int) -> Double { sqlite3_column_double(statement, CInt(column)) }

  /// The size in bytes of the text or blob in a column of the current row.
  package func byteCount(_ column: Int) -> Int { Int(sqlite3_column_bytes(statement, CInt(column))) }

  /// The UTF-8 bytes of the text in a column of the current row, without a copy.
  package func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let text = sqlite3_column_text(statement, CInt(column))
    let count = Int(sqlite3_column_bytes(statement, CInt(column)))
    return try body(UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : count))
  }

  func bind(_ parameters: [String: SQLValue], optional: Set<String>) throws {
    var names: [String] = []
    for index in 1...max(1, sqlite3_bind_parameter_count(statement)) {
      guard index <= sqlite3_bind_parameter_count(statement) else { break }
      guard let raw = sqlite3_bind_parameter_name(statement, index) else {
        throw WarehouseError(
          code: "parameter-name", subject: origin, expected: "parameters with a name, such as :days", found: "?",
          remedy: "name the parameter and give its value with --param days=7")
      }
      let name = String(String(cString: raw).dropFirst())
      names.append(name)
      guard let value = parameters[name] else {
        if optional.contains(name) { continue }
        throw WarehouseError(
          code: "missing-parameter", subject: "\(origin), parameter :\(name)", expected: "a value", found: "none",
          remedy: "add --param \(name)=VALUE")
      }
      bind(value, at: index)
    }
    if let unknown = parameters.keys.sorted().first(where: { !names.contains($0) }) {
      throw WarehouseError(
        code: "unknown-parameter", subject: "\(origin), parameter \(unknown)",
        expected: names.isEmpty ? "no parameter" : "one of \(names.joined(separator: ", "))", found: "\"\(unknown)\"",
        remedy: "check the name")
    }
  }

  func bind(_ value: SQLValue, at index: CInt) {
    switch value {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let value): sqlite3_bind_int64(statement, index, value)
    case .real(let value): sqlite3_bind_double(statement, index, value)
    case .text(let value): sqlite3_bind_text(statement, index, value, Int32(value.utf8.count), Self.transient)
    case .blob(let value): sqlite3_bind_blob(statement, index, value, Int32(value.count), Self.transient)
    }
  }
}
