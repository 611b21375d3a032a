import GRDB
import GRDBSQLite

/// Prepared statements of SQLite as the writing of records uses them: without a copy of any value.
enum StatementValues {
  private static let staticText = unsafeBitCast(0, to: sqlite3_destructor_type.self)
  private static let transientText = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  static func prepare(_ sql: String, on connection: OpaquePointer) throws -> OpaquePointer {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code, on: connection) }
    return statement
  }

  static func failure(_ code: CInt, on connection: OpaquePointer) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }

  /// Moves a statement to its next row; `false` after the last one.
  static func step(_ statement: OpaquePointer, on connection: OpaquePointer) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code, on: connection)
    }
  }

  /// Binds a value whose bytes stay where they are until the statement was stepped.
  @inline(__always)
  static func bind(_ value: StoredValue, _ statement: OpaquePointer, _ index: Int) {
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
        sqlite3_bind_text(statement, CInt(index), "", 0, transientText)
      }
    }
  }

  /// Whether a column of the statement's row has a value.
  static func equals(_ value: StoredValue, _ statement: OpaquePointer, _ index: CInt) -> Bool {
    let kind = sqlite3_column_type(statement, index)
    switch value {
    case .null: return kind == SQLITE_NULL
    case .integer(let value): return kind == SQLITE_INTEGER && sqlite3_column_int64(statement, index) == value
    case .real(let value): return kind == SQLITE_FLOAT && sqlite3_column_double(statement, index) == value
    case .text(let bytes):
      guard kind == SQLITE_TEXT, let known = text(statement, index) else { return false }
      return known.elementsEqual(bytes)
    }
  }

  /// Whether a column has the same value in the rows of two statements.
  static func equals(_ left: OpaquePointer, _ right: OpaquePointer, _ index: CInt) -> Bool {
    switch sqlite3_column_type(left, index) {
    case SQLITE_INTEGER: equals(.integer(sqlite3_column_int64(left, index)), right, index)
    case SQLITE_FLOAT: equals(.real(sqlite3_column_double(left, index)), right, index)
    case SQLITE_TEXT: text(left, index).map { equals(.text($0), right, index) } ?? false
    default: sqlite3_column_type(right, index) == SQLITE_NULL
    }
  }

  /// The bytes of a text, until the statement is stepped or reset.
  static func text(_ statement: OpaquePointer, _ index: CInt) -> UnsafeRawBufferPointer? {
    sqlite3_column_text(statement, index).map {
      UnsafeRawBufferPointer(start: $0, count: Int(sqlite3_column_bytes(statement, index)))
    }
  }
}
