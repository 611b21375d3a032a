import GRDB

/// How a column of a table lies in the table's records.
struct StoredColumn: Sendable {
  let name: String
  /// Whether integers in the file stand for real numbers: SQLite stores 12.0 as 12 where the column's affinity is REAL.
  let isReal: Bool
  /// Whether the record says NULL and the row's number is the value.
  let isRowID: Bool
  /// Whether a record that was written before the column was added has NULL there.
  let defaultsToNull: Bool

  /// The columns in the order of the records.
  /// - Returns: `nil` where some are computed.
  static func all(of table: TableName, in db: Database) throws -> [StoredColumn]? {
    let names = [table.table, table.database.description]
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT name, upper(type) AS type, pk, dflt_value IS NULL AS defaults_to_null, hidden
        FROM pragma_table_xinfo(?, ?) ORDER BY cid
        """, arguments: StatementArguments(names))
    // An INTEGER PRIMARY KEY needs no index: it is the tree's own key.
    let hasKeyIndex =
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?, ?) WHERE origin = 'pk')",
        arguments: StatementArguments(names)) ?? true
    let keyCount = rows.count { $0["pk"] as Int > 0 }
    guard rows.allSatisfy({ $0["hidden"] as Int == 0 }) else { return nil }
    return rows.map { row in
      let type: String = row["type"]
      return StoredColumn(
        name: row["name"], isReal: hasRealAffinity(type),
        isRowID: row["pk"] as Int == 1 && keyCount == 1 && type == "INTEGER" && !hasKeyIndex,
        defaultsToNull: row["defaults_to_null"])
    }
  }

  /// The rules of https://sqlite.org/datatype3.html#determination_of_column_affinity.
  private static func hasRealAffinity(_ type: String) -> Bool {
    guard !["INT", "CHAR", "CLOB", "TEXT", "BLOB"].contains(where: type.contains) else { return false }
    return ["REAL", "FLOA", "DOUB"].contains(where: type.contains)
  }
}
