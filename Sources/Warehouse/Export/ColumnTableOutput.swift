public import CSV
public import Columns
import GRDB
import GRDBSQLite

extension TableExport {
  /// Writes columns that are in memory as CSV, always with a header. A file appears whole or not at all.
  public static func write(
    _ table: ColumnTable, to output: CSVOutput, options: CSVWriteOptions = CSVWriteOptions()
  ) throws {
    let writer = try CSVWriter(output, columns: table.names, options: options)
    for row in 0..<table.rowCount {
      for column in table.columns {
        guard column.holdsValue(at: row) else {
          writer.appendNull()
          continue
        }
        switch column.values {
        case .integer(let values): writer.append(values[row])
        case .real(let values): writer.append(values[row])
        case .single(let values): writer.append(Double(values[row]))
        case .text(let text): writer.append(text.values[Int(text.codes[row])])
        }
      }
      try writer.endRow()
    }
    try writer.finish()
  }
}

extension Warehouse {
  /// Makes a table of columns that are in memory, in one transaction.
  /// - Parameter replaces: whether a table of that name gives way; else it is an error.
  /// - Throws: ``WarehouseError`` for a table that is there already, and for the databases that stockroom fills itself.
  public func write(_ columns: ColumnTable, to table: TableName, replaces: Bool = false) throws {
    guard table.database.kind == .raw else {
      throw WarehouseError(
        code: "reserved-table", subject: "table \(table)", expected: "a database of your own",
        found: "one that stockroom fills itself", remedy: "choose another name, such as training.rows")
    }
    try prepare(table.database)
    try write(table.database) { db in
      if try !Catalog.columns(of: table, in: db).isEmpty {
        guard replaces else {
          throw WarehouseError(
            code: "existing-table", subject: "table \(table)", expected: "a new table",
            found: "one that is there already",
            remedy: "choose another name, or add --replace")
        }
        try db.execute(sql: "DROP TABLE \(table.sql)")
      }
      let definitions = columns.columns.map { column in
        let type =
          switch column.values {
          case .integer: "INTEGER"
          case .real, .single: "REAL"
          case .text: "TEXT"
          }
        return "\(Identifier.quoted(column.name)) \(type)"
      }
      try db.execute(sql: "CREATE TABLE \(table.sql) (\(definitions.joined(separator: ", "))) STRICT")
      try ColumnTableLoader(db: db, table: table, columns: columns).load()
    }
  }
}

/// Inserts the rows of columns through one prepared statement.
///
/// Invariant: the statement belongs to the connection that made it and is used within one `write` of it.
private struct ColumnTableLoader {
  let db: Database
  let table: TableName
  let columns: ColumnTable

  func load() throws {
    let marks = columns.columns.map { _ in "?" }.joined(separator: ", ")
    var handle: OpaquePointer?
    sqlite3_prepare_v2(db.sqliteConnection, "INSERT INTO \(table.sql) VALUES (\(marks))", -1, &handle, nil)
    guard let statement = handle else { throw db.lastFailure }
    defer { sqlite3_finalize(statement) }
    for row in 0..<columns.rowCount {
      for (index, column) in columns.columns.enumerated() {
        let place = CInt(index + 1)
        guard column.holdsValue(at: row) else {
          sqlite3_bind_null(statement, place)
          continue
        }
        switch column.values {
        case .integer(let values): sqlite3_bind_int64(statement, place, values[row])
        case .real(let values): sqlite3_bind_double(statement, place, values[row])
        case .single(let values): sqlite3_bind_double(statement, place, Double(values[row]))
        case .text(let text):
          let value = text.values[Int(text.codes[row])]
          sqlite3_bind_text(statement, place, value, CInt(value.utf8.count), QueryCursor.transient)
        }
      }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw db.lastFailure }
      sqlite3_reset(statement)
    }
  }
}
