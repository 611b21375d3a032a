import Foundation
public import GRDB

/// What tables there are and what they look like.
public struct Catalog: Sendable {
  private let warehouse: Warehouse

  /// The catalog of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// A table or view.
  public struct Entry: Sendable, Equatable {
    /// The table under its database's name.
    public let name: TableName
    /// `table` or `view`.
    public let kind: String
    /// The number of rows; `nil` for a view.
    public let rowCount: RowCount?
    /// The number of columns.
    public let columnCount: Int
  }

  /// A column of a table.
  public struct ColumnEntry: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The declared type.
    public let type: String
    /// Whether NULL is refused.
    public let isRequired: Bool
    /// The place in the primary key from 1, or 0.
    public let primaryKeyPosition: Int
  }

  /// All tables and views, sorted by database and name. SQLite's own are left out.
  /// - Parameter exact: Whether large tables are counted too, whose rows are estimated otherwise.
  /// - Throws: ``WarehouseError`` where there is no such database; the error lists the databases there are.
  public func entries(in database: DatabaseName? = nil, exact: Bool = false) throws -> [Entry] {
    try entries(in: database, exact: exact, quickLeaves: RowCount.quickLeaves)
  }

  /// - Parameter quickLeaves: The pages that are always counted.
  package func entries(in database: DatabaseName? = nil, exact: Bool, quickLeaves: Int) throws -> [Entry] {
    let databases = warehouse.layout.existingDatabases()
    if let database, !databases.contains(database) {
      throw WarehouseError(
        code: "missing-database", subject: "database \(database)",
        expected: "one of \(databases.map(\.description).joined(separator: ", "))", found: "no such database",
        remedy: "check the name")
    }
    var entries: [Entry] = []
    for name in databases where database == nil || name == database {
      entries += try warehouse.read([name]) { db in
        try Self.names(in: name, db).map { table, kind in
          let columns = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM pragma_table_info(?, ?)", arguments: [table.table, name.description])
          let rows = try kind == "view" ? nil : RowCount.of(table, exact: exact, quickLeaves: quickLeaves, in: db)
          return Entry(name: table, kind: kind, rowCount: rows, columnCount: columns ?? 0)
        }
      }
    }
    return entries
  }

  /// The tables and views of a database with their kinds.
  private static func names(in database: DatabaseName, _ db: Database) throws -> [(table: TableName, kind: String)] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT name, type FROM \(Identifier.quoted(database.description)).sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'grdb_migrations'
        ORDER BY name
        """
    ).map { (TableName(database, $0[0]), $0[1]) }
  }

  /// The columns of a table or view in their order.
  /// - Throws: ``WarehouseError`` where there is no such table; the error lists the tables there are.
  public func columns(of table: TableName) throws -> [ColumnEntry] {
    guard warehouse.layout.existingDatabases().contains(table.database) else {
      throw missing(table, "no database \(table.database)")
    }
    let columns = try warehouse.read([table.database]) { db in try Self.columns(of: table, in: db) }
    guard !columns.isEmpty else { throw missing(table, "no such table") }
    return columns
  }

  /// Whether the table or view exists.
  public func contains(_ table: TableName) throws -> Bool {
    guard warehouse.layout.existingDatabases().contains(table.database) else { return false }
    return try warehouse.read([table.database]) { db in try !Self.columns(of: table, in: db).isEmpty }
  }

  /// The columns of a table on a connection that is open; none where there is no such table.
  public static func columns(of table: TableName, in db: Database) throws -> [ColumnEntry] {
    try Row.fetchAll(
      db, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?, ?) ORDER BY cid",
      arguments: [table.table, table.database.description]
    ).map { ColumnEntry(name: $0[0], type: $0[1], isRequired: $0[2], primaryKeyPosition: $0[3]) }
  }

  private func missing(_ table: TableName, _ found: String) -> WarehouseError {
    let isThere = warehouse.layout.existingDatabases().contains(table.database)
    let names = isThere ? try? warehouse.read([table.database]) { try Self.names(in: table.database, $0) } : nil
    let known = names?.map(\.table.description) ?? []
    let others =
      known.isEmpty
      ? "`stockroom tables` lists what there is" : "\(table.database) has \(known.joined(separator: ", "))"
    return WarehouseError(code: "missing-table", subject: "table \(table)", found: found, remedy: others)
  }
}
