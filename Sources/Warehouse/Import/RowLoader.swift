import CSV
import GRDB
import GRDBSQLite

/// The type that a table gives a column, as far as loading is concerned.
enum LoadedType: Sendable, Equatable {
  case integer
  case real
  case text

  var sql: String {
    switch self {
    case .integer: "INTEGER"
    case .real: "REAL"
    case .text: "TEXT"
    }
  }

  /// The type of a column that was declared as `declared`.
  init(declared: String) {
    self =
      switch declared.uppercased() {
      case "INTEGER", "INT": .integer
      case "REAL": .real
      default: .text
      }
  }

  init(_ inferred: CSVColumnType) {
    self =
      switch inferred {
      case .integer: .integer
      case .real: .real
      case .text: .text
      }
  }
}

/// Inserts batches of CSV records through one prepared statement: the kernel of the import.
///
/// Invariants: `statement` belongs to the connection that made it and is used within one `write` of it; text is bound with
/// SQLITE_STATIC, which is sound because the batch lives until after the step, and bindings are replaced before the next.
final class RowLoader {
  private static let staticText = unsafeBitCast(0, to: sqlite3_destructor_type.self)

  private let statement: OpaquePointer
  private let connection: OpaquePointer
  private let types: [LoadedType]
  private let columns: [String]
  private let file: String

  /// - Parameters:
  ///   - columns: the names in the order of the file's fields; `types` are those of the table.
  init(_ db: Database, table: TableName, columns: [String], types: [LoadedType], file: String) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    let names = columns.map(Identifier.quoted).joined(separator: ", ")
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection, "INSERT INTO \(table.sql) (\(names)) VALUES (\(marks))", -1, UInt32(SQLITE_PREPARE_PERSISTENT),
      &statement, nil)
    guard code == SQLITE_OK, let statement else { throw db.lastFailure }
    self.statement = statement
    self.connection = connection
    self.columns = columns
    self.types = types
    self.file = file
  }

  deinit { sqlite3_finalize(statement) }

  /// Inserts the records of a batch.
  /// - Throws: `CSVError` with line, column and value for a field that is not of its column's type.
  func load(_ batch: CSVBatch) throws {
    try batch.withRows { rows in
      for row in 0..<rows.count {
        for column in 0..<types.count {
          let field = rows[row, column]
          let index = CInt(column + 1)
          if field.isNull {
            sqlite3_bind_null(statement, index)
            continue
          }
          switch types[column] {
          case .integer:
            guard let value = CSVNumber.integer(field.bytes) else {
              throw mismatch(batch, row, column, "an integer", field)
            }
            sqlite3_bind_int64(statement, index, value)
          case .real:
            guard let value = CSVNumber.real(field.bytes) else {
              throw mismatch(batch, row, column, "a number", field)
            }
            sqlite3_bind_double(statement, index, value)
          case .text:
            let start = field.bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text(statement, index, start, CInt(field.bytes.count), Self.staticText)
          }
        }
        let code = sqlite3_step(statement)
        guard code == SQLITE_DONE else {
          let error = DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
          sqlite3_reset(statement)
          throw refusal(error, batch, row)
        }
        sqlite3_reset(statement)
      }
    }
  }

  private func mismatch(
    _ batch: CSVBatch, _ row: Int, _ column: Int, _ expected: String, _ field: CSVField
  ) -> CSVError {
    CSVError.wrongType(
      at: CSVLocation(file: file, line: batch.line(ofRow: row), column: columns[column]), expected: expected,
      value: field.string ?? "")
  }

  private func refusal(_ error: DatabaseError, _ batch: CSVBatch, _ row: Int) -> any Error {
    guard error.resultCode == .SQLITE_CONSTRAINT else { return error }
    return CSVError(
      code: "constraint", location: CSVLocation(file: file, line: batch.line(ofRow: row), column: nil),
      expected: "a record that the table accepts", found: error.message ?? "a constraint that failed",
      remedy: "correct the record; nothing of the file was loaded")
  }
}

extension Database {
  /// The error that the connection reported last.
  var lastFailure: DatabaseError {
    guard let sqliteConnection else { return DatabaseError(resultCode: .SQLITE_MISUSE) }
    return DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_errcode(sqliteConnection)),
      message: String(cString: sqlite3_errmsg(sqliteConnection)))
  }
}
