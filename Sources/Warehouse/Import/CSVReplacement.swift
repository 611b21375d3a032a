import CSV
import GRDB

/// Loads files that bring whole days, corrected ones among them: the rows of the table that a file brings anew make way for
/// its rows and are kept in a history table.
public struct CSVReplacement: Sendable {
  private let ingestion: CSVIngestion
  private let warehouse: Warehouse

  /// Creates a loader of comma-separated files.
  public init(_ warehouse: Warehouse) throws {
    self.warehouse = warehouse
    ingestion = try CSVIngestion(warehouse)
  }

  /// What became of a file.
  public struct Report: Sendable, Equatable {
    /// Its name.
    public let file: String
    /// Its rows.
    public let rows: Int
    /// The rows of the table that made way for them.
    public let replaced: Int
    /// When the same content had been loaded before, or `nil` where it was loaded now.
    public let loadedBefore: String?
  }

  /// Columns that a history table has beside those of the table.
  static let historyColumns = ["replaced_at", "replaced_by"]

  /// The table that keeps what was replaced: `TABLE_history`, with the time and the content hash of the file that replaced it.
  public static func history(of table: TableName) -> TableName { TableName(table.database, table.table + "_history") }

  /// Loads one file in one transaction. Where the table does not exist it is made, as by ``CSVIngestion``.
  /// - Parameter columns: all rows that agree with a row of the file in these columns are replaced.
  /// - Throws: `CSVError` or ``WarehouseError`` where the file does not fit the table; nothing is changed then.
  public func load(_ path: String, into table: TableName, replacingBy columns: [String]) throws -> Report {
    let source = try IngestSource(path: path)
    let catalog = Catalog(warehouse)
    guard warehouse.layout.existingDatabases().contains(table.database), try catalog.contains(table) else {
      let file = try ingestion.load(source, into: table).files[0]
      return Report(file: file.name, rows: file.rows, replaced: 0, loadedBefore: file.loadedBefore)
    }
    let known = try catalog.columns(of: table)
    for column in columns where !known.contains(where: { $0.name.lowercased() == column.lowercased() }) {
      throw WarehouseError(
        code: "columns-differ", subject: "table \(table)", expected: "a column \(column) to replace rows by",
        found: known.map(\.name).joined(separator: ", "), remedy: "correct replace_by in pipeline.yml")
    }
    let staging = TableName(table.database, "incoming_rows")
    return try ingestion.loadStaged(source, like: table, through: staging) { db, file in
      guard file.loadedBefore == nil else {
        return Report(file: file.name, rows: file.rows, replaced: 0, loadedBefore: file.loadedBefore)
      }
      let list = known.map { Identifier.quoted($0.name) }.joined(separator: ", ")
      let history = Self.history(of: table)
      let definition = known.map { "\(Identifier.quoted($0.name)) \(Self.strictType($0.type))" }
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS \(history.sql)
            (\(definition.joined(separator: ", ")), replaced_at TEXT NOT NULL, replaced_by TEXT NOT NULL) STRICT
          """)
      let keys = columns.map(Identifier.quoted)
      let match = keys.map { "incoming.\($0) IS old.\($0)" }.joined(separator: " AND ")
      try db.execute(
        sql:
          "CREATE INDEX \(Identifier.quoted(table.database.description)).incoming_rows_by_key ON incoming_rows (\(keys.joined(separator: ", ")))"
      )
      let condition = "EXISTS (SELECT 1 FROM \(staging.sql) AS incoming WHERE \(match))"
      try db.execute(
        sql: """
          INSERT INTO \(history.sql) (\(list), replaced_at, replaced_by)
          SELECT \(list), :now, :sha FROM \(table.sql) AS old WHERE \(condition)
          """, arguments: ["now": warehouse.surroundings.now().description, "sha": file.sha256])
      let replaced = db.changesCount
      try db.execute(sql: "DELETE FROM \(table.sql) AS old WHERE \(condition)")
      try db.execute(sql: "INSERT INTO \(table.sql) (\(list)) SELECT \(list) FROM \(staging.sql) ORDER BY rowid")
      return Report(file: file.name, rows: file.rows, replaced: replaced, loadedBefore: nil)
    }
  }

  private static func strictType(_ declared: String) -> String {
    ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"].contains(declared.uppercased()) ? declared : "ANY"
  }
}

extension CSVIngestion {
  /// A file on its way through a staging table.
  struct StagedFile {
    let name: String
    let rows: Int
    let sha256: String
    let loadedBefore: String?
  }

  /// Loads a file into a table of its own with the columns of `table`, lets `body` take the rows over, and removes it, all in
  /// one transaction.
  func loadStaged<Result>(
    _ source: IngestSource, like table: TableName, through staging: TableName,
    _ body: (Database, StagedFile) throws -> Result
  ) throws -> Result {
    do {
      let (scan, types) = try scan(source, for: table)
      let file = scan.files[0]
      return try warehouse.write(table.database) { db in
        try db.execute(sql: "DROP TABLE IF EXISTS \(staging.sql)")
        let columns = zip(scan.columns, types).map { "\(Identifier.quoted($0)) \($1.sql)" }.joined(separator: ", ")
        try db.execute(sql: "CREATE TABLE \(staging.sql) (\(columns)) STRICT")
        let report = try load(file, into: table, through: staging, columns: scan.columns, types: types, db) { _ in }
        let result = try body(
          db, StagedFile(name: report.name, rows: report.rows, sha256: file.sha256, loadedBefore: report.loadedBefore))
        try db.execute(sql: "DROP TABLE \(staging.sql)")
        return result
      }
    } catch let error as CSVError {
      throw source.named(error)
    }
  }
}
