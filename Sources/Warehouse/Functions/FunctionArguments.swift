import GRDBSQLite

/// Why a SQL function cannot answer; SQLite makes it the error of the statement.
struct FunctionError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// The arguments of one call of a SQL function.
///
/// Invariant: SQLite's pointers are valid during the call only, so values of this type are never kept.
struct FunctionArguments {
  /// The name of the function, for messages.
  let function: String
  let count: Int
  let context: OpaquePointer?
  private let values: UnsafeMutablePointer<OpaquePointer?>?

  init(_ function: String, _ context: OpaquePointer?, _ count: CInt, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
    self.function = function
    self.context = context
    self.count = Int(count)
    self.values = values
  }

  private subscript(_ index: Int) -> OpaquePointer? { values?[index] }

  func isNull(_ index: Int) -> Bool { sqlite3_value_type(self[index]) == SQLITE_NULL }

  /// Whether any argument is NULL.
  var holdsNull: Bool { (0..<count).contains(where: isNull) }

  func value(_ index: Int) -> SQLValue {
    switch sqlite3_value_type(self[index]) {
    case SQLITE_INTEGER: .integer(sqlite3_value_int64(self[index]))
    case SQLITE_FLOAT: .real(sqlite3_value_double(self[index]))
    case SQLITE_TEXT: .text(text(index))
    case SQLITE_BLOB: .blob(bytes(index))
    default: .null
    }
  }

  /// The argument as text; numbers as SQLite writes them.
  func text(_ index: Int) -> String {
    guard let start = sqlite3_value_text(self[index]) else { return "" }
    let count = Int(sqlite3_value_bytes(self[index]))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  private func bytes(_ index: Int) -> [UInt8] {
    guard let start = sqlite3_value_blob(self[index]) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(self[index]))))
  }

  /// The argument as a number, or `nil` for NULL. Text that reads as a number is one.
  func number(_ index: Int) throws(FunctionError) -> Double? {
    switch sqlite3_value_numeric_type(self[index]) {
    case SQLITE_INTEGER, SQLITE_FLOAT: return sqlite3_value_double(self[index])
    case SQLITE_NULL: return nil
    default: throw mismatch(index, "a number")
    }
  }

  /// Whether the argument is of the type INTEGER.
  func isInteger(_ index: Int) -> Bool { sqlite3_value_numeric_type(self[index]) == SQLITE_INTEGER }

  /// The argument as a whole number.
  func integer(_ index: Int) throws(FunctionError) -> Int {
    guard isInteger(index) else { throw mismatch(index, "a whole number") }
    return Int(sqlite3_value_int64(self[index]))
  }

  func mismatch(_ index: Int, _ expected: String) -> FunctionError {
    let found: String
    switch sqlite3_value_type(self[index]) {
    case SQLITE_BLOB: found = "a blob"
    case SQLITE_NULL: found = "NULL"
    default: found = "'\(text(index).prefix(40))'"
    }
    return FunctionError("\(function): expected \(expected) as argument \(index + 1), found \(found)")
  }
}

/// Hands a function's result, or its error, to SQLite.
enum FunctionResult {
  static func set(_ context: OpaquePointer?, _ body: () throws(FunctionError) -> SQLValue) {
    do {
      switch try body() {
      case .null: sqlite3_result_null(context)
      case .integer(let value): sqlite3_result_int64(context, value)
      // SQLite has no NaN: it stores NULL.
      case .real(let value): sqlite3_result_double(context, value)
      case .text(var value):
        value.withUTF8 { utf8 in
          utf8.withMemoryRebound(to: CChar.self) {
            // An empty text has no address; SQLite takes NULL for no text.
            sqlite3_result_text64(
              context, $0.baseAddress ?? UnsafePointer(Self.empty), UInt64($0.count), QueryCursor.transient,
              UInt8(SQLITE_UTF8))
          }
        }
      case .blob(let value):
        value.withUnsafeBytes {
          sqlite3_result_blob64(context, $0.baseAddress, UInt64($0.count), QueryCursor.transient)
        }
      }
    } catch {
      sqlite3_result_error(context, error.message, -1)
    }
  }

  /// A lasting address for texts without characters; it is never read.
  nonisolated(unsafe) private static let empty: UnsafeMutablePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.initialize(to: 0)
    return pointer
  }()
}

/// What a SQL function promises: its result follows from its arguments, and it touches nothing.
let functionFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
