import CSV
import GRDB

/// The rows of a file on their way into a table: a table of their own, for as long as one transaction.
struct StagedRows {
  let table: TableName

  /// Makes the table.
  init(in database: DatabaseName, columns: [String], types: [CSVColumnType], _ db: Database) throws {
    table = TableName(database, "incoming_rows")
    try remove(db)
    let columns = zip(columns, types).map { "\(Identifier.quoted($0)) \($1.sql)" }.joined(separator: ", ")
    try db.execute(sql: "CREATE TABLE \(table.sql) (\(columns)) STRICT")
  }

  func remove(_ db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS \(table.sql)") }

  /// Makes rows quick to find by `columns`.
  func index(by columns: [String], _ db: Database) throws {
    let index = TableName(table.database, "incoming_rows_by_key").sql
    let columns = columns.map(Identifier.quoted).joined(separator: ", ")
    try db.execute(sql: "CREATE INDEX \(index) ON incoming_rows (\(columns))")
  }

  /// SQL for: a row `old` agrees with one of these in `columns`.
  func holdsRow(agreeingIn columns: [String]) -> String {
    let match = columns.map(Identifier.quoted).map { "incoming.\($0) IS old.\($0)" }.joined(separator: " AND ")
    return "EXISTS (SELECT 1 FROM \(table.sql) AS incoming WHERE \(match))"
  }

  /// Whether these are just the rows that `other` has where it agrees with them in `columns`.
  func isAll(of other: TableName, _ names: [String], agreeingIn columns: [String], _ db: Database) throws -> Bool {
    let list = names.map(Identifier.quoted).joined(separator: ", ")
    let condition = holdsRow(agreeingIn: columns)
    return try Bool.fetchOne(
      db,
      sql: """
        SELECT (SELECT count(*) FROM \(table.sql)) = (SELECT count(*) FROM \(other.sql) AS old WHERE \(condition))
          AND NOT EXISTS (
            SELECT \(list), count(*) FROM \(table.sql) GROUP BY \(list)
            EXCEPT
            SELECT \(list), count(*) FROM \(other.sql) AS old WHERE \(condition) GROUP BY \(list))
        """) ?? false
  }
}
