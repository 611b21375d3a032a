import Columns
import GRDB
import GRDBSQLite
import Warehouse

/// Writes to a table of the warehouse; its database remembers how far.
struct TableTransformSink: TransformSink {
  let table: TableName
  let warehouse: Warehouse

  init(_ table: TableName, in warehouse: Warehouse) throws {
    self.table = table
    self.warehouse = warehouse
    guard !table.isReserved else {
      throw EndpointError(
        code: "output-table", subject: "output \(table)", expected: "a table in a database of your own",
        found: "one that stockroom keeps for itself", remedy: "choose another table, such as predictions.sales")
    }
    try warehouse.prepare(table.database)
  }

  private var ledger: String { TableName(table.database, "batch_transforms").sql }

  func progress() throws -> TransformProgress {
    try warehouse.read([table.database]) { db in
      let isThere = try !Catalog.columns(of: table, in: db).isEmpty
      guard
        let row = try Row.fetchOne(
          db,
          sql: "SELECT identity_sha256, last_position, row_count, finished_at FROM \(ledger) WHERE output_table = ?",
          arguments: [table.table])
      else { return isThere ? .foreign : .none }
      guard isThere else { return .none }
      return .begun(identity: row[0], lastPosition: row[1], rows: row[2], isComplete: row[3] != nil)
    }
  }

  func begin(_ columns: [TransformColumn], predicted: [String], _ job: TransformJob) throws {
    let definitions =
      columns.map { "\(Identifier.quoted($0.name)) \($0.type)" } + predicted.map { "\(Identifier.quoted($0)) REAL" }
    try warehouse.write(table.database) { db in
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.sql)")
      try db.execute(sql: "CREATE TABLE \(table.sql) (\(definitions.joined(separator: ", "))) STRICT")
      try db.execute(
        sql: "INSERT OR REPLACE INTO \(ledger) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, NULL)",
        arguments: [
          table.table, job.input, job.endpoint, job.group, job.version, job.identity, Int64.min,
          warehouse.surroundings.now().description,
        ])
    }
  }

  func append(_ rows: ColumnTable, predicted: [[Float]], lastPosition: Int64) throws {
    try warehouse.write(table.database) { db in
      let inserter = try ColumnInserter(db, table: table, columnCount: rows.columns.count + predicted.count)
      try inserter.insert(rows, predicted)
      try db.execute(
        sql: "UPDATE \(ledger) SET last_position = ?, row_count = row_count + ? WHERE output_table = ?",
        arguments: [lastPosition, rows.rowCount, table.table])
    }
  }

  func finish() throws {
    try warehouse.write(table.database) { db in
      try db.execute(
        sql: "UPDATE \(ledger) SET finished_at = ? WHERE output_table = ?",
        arguments: [warehouse.surroundings.now().description, table.table])
    }
  }
}

/// Inserts columns and those that a model predicted through one prepared statement.
///
/// Invariants of this unsafe kernel: `statement` belongs to the connection that made it and is used within one `write` of
/// it; text is bound with SQLITE_TRANSIENT, so SQLite copies it before the call returns.
private final class ColumnInserter {
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private let statement: OpaquePointer
  private let connection: OpaquePointer

  init(_ db: Database, table: TableName, columnCount: Int) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    self.connection = connection
    let marks = Array(repeating: "?", count: columnCount).joined(separator: ", ")
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(connection, "INSERT INTO \(table.sql) VALUES (\(marks))", -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw Self.failure(code, connection) }
    self.statement = statement
  }

  deinit { sqlite3_finalize(statement) }

  func insert(_ rows: ColumnTable, _ predicted: [[Float]]) throws {
    let columns = rows.columns
    for row in 0..<rows.rowCount {
      for (place, column) in columns.enumerated() { bind(column, row, CInt(place + 1)) }
      for (place, values) in predicted.enumerated() {
        sqlite3_bind_double(statement, CInt(columns.count + place + 1), Double(values[row]))
      }
      let code = sqlite3_step(statement)
      sqlite3_reset(statement)
      guard code == SQLITE_DONE else { throw Self.failure(code, connection) }
    }
  }

  private func bind(_ column: Columns.Column, _ row: Int, _ index: CInt) {
    guard column.holdsValue(at: row) else {
      sqlite3_bind_null(statement, index)
      return
    }
    switch column.values {
    case .integer(let values): sqlite3_bind_int64(statement, index, values[row])
    case .real(let values): sqlite3_bind_double(statement, index, values[row])
    case .single(let values): sqlite3_bind_double(statement, index, Double(values[row]))
    case .text(let text):
      let value = text.values[Int(text.codes[row])]
      sqlite3_bind_text(statement, index, value, CInt(value.utf8.count), Self.transient)
    }
  }

  private static func failure(_ code: CInt, _ connection: OpaquePointer) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}
