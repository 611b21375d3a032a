import CSV
import GRDB
import GRDBSQLite

/// Inserts batches of CSV records: the kernel of the import.
///
/// The records of a batch are a virtual table that one INSERT … SELECT reads: the statement binds nothing and keeps its place
/// at the end of the table, which takes 60 % of the time of a statement for each row.
///
/// Invariants: `statement` belongs to the connection that made it and is used within one `write` of it. `feed` points to the
/// memory of a batch only while `load` runs; text is handed over with SQLITE_STATIC, which is sound because the batch lives
/// until after the step.
final class RowLoader {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  private let feed: UnsafeMutablePointer<RowFeed>
  private let file: String

  /// - Parameter columns: the names of the table's columns in the order of the file's fields.
  init(_ db: Database, table: TableName, columns: [String], file: String) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    feed = .allocate(capacity: 1)
    feed.initialize(to: RowFeed(columnCount: columns.count))
    var statement: OpaquePointer?
    var code = RowFeed.define(on: connection, feed)
    if code == SQLITE_OK {
      let names = columns.map(Identifier.quoted).joined(separator: ", ")
      // Qualified, so that no table of that name stands before it.
      code = sqlite3_prepare_v3(
        connection, "INSERT INTO \(table.sql) (\(names)) SELECT * FROM main.\(RowFeed.name)", -1,
        UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    }
    guard code == SQLITE_OK, let statement else {
      let failure = db.lastFailure
      RowFeed.remove(from: connection)
      feed.deallocate()
      throw failure
    }
    self.statement = statement
    self.connection = connection
    self.file = file
  }

  deinit {
    sqlite3_finalize(statement)
    RowFeed.remove(from: connection)
    feed.deallocate()
  }

  /// Inserts the records of a batch whose fields were read as the types of the table's columns.
  /// - Throws: `CSVError` with the line of a record that a constraint refuses.
  func load(_ batch: CSVBatch) throws {
    let code = batch.withTypedRows { rows, numbers in
      batch.types.withUnsafeBufferPointer { types in
        feed.pointee.begin(rows, numbers, types)
        defer { feed.pointee.end() }
        return sqlite3_step(statement)
      }
    }
    let message = code == SQLITE_DONE ? nil : String(cString: sqlite3_errmsg(connection))
    sqlite3_reset(statement)
    guard let message else { return }
    throw refusal(DatabaseError(resultCode: ResultCode(rawValue: code), message: message), batch, feed.pointee.row)
  }

  private func refusal(_ error: DatabaseError, _ batch: CSVBatch, _ row: Int) -> any Error {
    guard error.resultCode.primaryResultCode == .SQLITE_CONSTRAINT else { return error }
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
