public import GRDB

/// The columns that a table must have at least, for tables whose columns follow from a pipeline's own columns.
public struct TableShape: Sendable {
  /// A column.
  public struct Column: Sendable {
    /// Its name.
    public let name: String
    /// INTEGER, REAL or TEXT.
    public let type: String
    /// Whether NULL is refused.
    public let isRequired: Bool

    /// Creates a column.
    public init(_ name: String, _ type: String, isRequired: Bool = false) {
      self.name = name
      self.type = type
      self.isRequired = isRequired
    }
  }

  private let table: TableName
  private let columns: [Column]
  private let primaryKey: [String]

  /// Describes a table.
  public init(_ table: TableName, columns: [Column], primaryKey: [String]) {
    self.table = table
    self.columns = columns
    self.primaryKey = primaryKey
  }

  /// Makes the table where it does not exist; adds the columns that it lacks. Columns that are there already stay.
  /// - Throws: ``WarehouseError`` where a column has another type.
  public func ensure(in db: Database) throws {
    let known = try Catalog.columns(of: table, in: db)
    guard !known.isEmpty else {
      let definitions =
        columns.map(definition) + ["PRIMARY KEY (\(primaryKey.map(Identifier.quoted).joined(separator: ", ")))"]
      try db.execute(sql: "CREATE TABLE \(table.sql) (\(definitions.joined(separator: ", "))) STRICT")
      return
    }
    for column in columns {
      guard let match = known.first(where: { $0.name.lowercased() == column.name.lowercased() }) else {
        try db.execute(
          sql: "ALTER TABLE \(table.sql) ADD COLUMN \(Identifier.quoted(column.name)) \(column.type)")
        continue
      }
      guard match.type == column.type else {
        throw WarehouseError(
          code: "column-type", subject: "table \(table), column \(column.name)",
          expected: "the type \(match.type) it has",
          found: column.type, remedy: "cast the column in features.sql, or choose another monitoring database")
      }
    }
  }

  private func definition(of column: Column) -> String {
    "\(Identifier.quoted(column.name)) \(column.type)\(column.isRequired ? " NOT NULL" : "")"
  }
}
