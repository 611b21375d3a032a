/// A table under the name of its database: `retail_demand.demand_product`.
public struct TableName: Sendable, Hashable, CustomStringConvertible {
  /// The database that holds the table.
  public let database: DatabaseName
  /// The table's own name.
  public let table: String

  /// Names a table; `table` may be any text that SQLite takes for a name.
  public init(_ database: DatabaseName, _ table: String) {
    self.database = database
    self.table = table
  }

  /// Reads `database.table`.
  /// - Throws: ``WarehouseError`` where either part is missing or not a plain identifier.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Identifier.isPlain(parts[1]), !parts[1].lowercased().hasPrefix("sqlite_") else {
      throw WarehouseError(
        code: "table-name", subject: "table \(text)", expected: "database.table, such as retail_demand.demand_product",
        found: "\"\(text)\"", remedy: "use letters, digits and underscores, and one dot")
    }
    self.init(try DatabaseName(parts[0]), parts[1])
  }

  /// The name in quotes, ready for SQL text.
  public var sql: String { "\(Identifier.quoted(database.description)).\(Identifier.quoted(table))" }

  /// Whether stockroom fills the table itself, so that it is not for a user's rows.
  package var isReserved: Bool {
    let own: Set = [
      "batch_transforms", "grdb_migrations", "incoming_files", "incoming_rows", "ingested_files", "predictions",
      "prepared_splits",
      "test", "train",
      "validation",
    ]
    return database.kind != .raw || own.contains(table.lowercased())
  }

  /// `database.table`.
  public var description: String { "\(database).\(table)" }
}
