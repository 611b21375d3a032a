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
  ///
  /// Content that was loaded before is passed over, unless it comes anew, under a name that held something else, and the rows
  /// that it brought have made way for others since.
  /// - Parameters:
  ///   - columns: all rows that agree with a row of the file in these columns are replaced.
  ///   - name: the name by which the file is known again, its path where none is given.
  /// - Throws: `CSVError` or ``WarehouseError`` where the file does not fit the table; nothing is changed then.
  public func load(
    _ path: String, into table: TableName, replacingBy columns: [String], knownAs name: String? = nil
  ) throws -> Report {
    let source = try IngestSource(path: path)
    let incoming = IncomingFile(table: table, name: name ?? path, path: path)
    do {
      let catalog = Catalog(warehouse)
      guard warehouse.layout.existingDatabases().contains(table.database), try catalog.contains(table) else {
        return try loadFirst(source, into: table, replacingBy: columns, incoming)
      }
      let known = try catalog.columns(of: table)
      for column in columns where !known.contains(where: { $0.name.lowercased() == column.lowercased() }) {
        throw WarehouseError(
          code: "columns-differ", subject: "table \(table)", expected: "a column \(column) to replace rows by",
          found: known.map(\.name).joined(separator: ", "), remedy: "correct replace_by in pipeline.yml")
      }
      return try load(source, into: table, known: known, replacingBy: columns, incoming)
    } catch let error as CSVError {
      throw source.named(error)
    } catch let error as WarehouseError where error.code == "wrong-delimiter" {
      throw WarehouseError(
        code: error.code, subject: error.subject, expected: error.expected, found: error.found,
        remedy: "write the file with commas between the fields; new files are taken with no other delimiter")
    }
  }

  private func loadFirst(
    _ source: IngestSource, into table: TableName, replacingBy columns: [String], _ incoming: IncomingFile
  ) throws -> Report {
    let file = try ingestion.load(
      source, into: table,
      inspecting: {
        var keys = ReplacementKeys(columns, of: table)
        return { try keys.check($0, columns: $1, file: $2) }
      }, progress: { _ in }
    ).files[0]
    try warehouse.write(table.database) { db in
      try incoming.note(file.sha256, at: warehouse.surroundings.now(), db)
    }
    return Report(file: file.name, rows: file.rows, replaced: 0, loadedBefore: file.loadedBefore)
  }

  private func load(
    _ source: IngestSource, into table: TableName, known: [Catalog.ColumnEntry], replacingBy columns: [String],
    _ incoming: IncomingFile
  ) throws -> Report {
    let (scan, types) = try ingestion.scan(source, for: table)
    let file = scan.files[0]
    return try warehouse.write(table.database) { db in
      let before = try ingestion.timeOfLoad(sha256: file.sha256, in: table, db)
      let passedOver = Report(file: file.file.name, rows: file.rows, replaced: 0, loadedBefore: before)
      let isAsBefore = try incoming.holds(file.sha256, db)
      try incoming.note(file.sha256, at: warehouse.surroundings.now(), db)
      if before != nil, isAsBefore { return passedOver }
      var keys = try ReplacementKeys(columns, of: table, known: known, db)
      let staging = try StagedRows(in: table.database, columns: scan.columns, types: types, db)
      let rows = try ingestion.insert(
        file, into: staging.table, columns: scan.columns, types: types, db,
        inspect: { try keys.check($0, columns: $1, file: $2) })
      try staging.index(by: columns, db)
      if before != nil, try staging.isAll(of: table, known.map(\.name), agreeingIn: columns, db) {
        try staging.remove(db)
        return passedOver
      }
      let replaced = try replace(staging, in: table, known: known, by: columns, sha256: file.sha256, db)
      try staging.remove(db)
      try ingestion.note(file.file.name, sha256: file.sha256, byteCount: file.byteCount, rows: rows, in: table, db)
      return Report(file: file.file.name, rows: rows, replaced: replaced, loadedBefore: nil)
    }
  }

  /// Puts the new rows into the table and those that they replace into its history.
  /// - Returns: how many were replaced.
  private func replace(
    _ staging: StagedRows, in table: TableName, known: [Catalog.ColumnEntry], by columns: [String], sha256: String,
    _ db: Database
  ) throws -> Int {
    let list = known.map { Identifier.quoted($0.name) }.joined(separator: ", ")
    let history = Self.history(of: table)
    let definition = known.map { "\(Identifier.quoted($0.name)) \(Self.strictType($0.type))" }
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS \(history.sql)
          (\(definition.joined(separator: ", ")), replaced_at TEXT NOT NULL, replaced_by TEXT NOT NULL) STRICT
        """)
    let condition = staging.holdsRow(agreeingIn: columns)
    try db.execute(
      sql: """
        INSERT INTO \(history.sql) (\(list), replaced_at, replaced_by)
        SELECT \(list), :now, :sha FROM \(table.sql) AS old WHERE \(condition)
        """, arguments: ["now": warehouse.surroundings.now().description, "sha": sha256])
    let replaced = db.changesCount
    try db.execute(sql: "DELETE FROM \(table.sql) AS old WHERE \(condition)")
    try db.execute(sql: "INSERT INTO \(table.sql) (\(list)) SELECT \(list) FROM \(staging.table.sql) ORDER BY rowid")
    return replaced
  }

  private static func strictType(_ declared: String) -> String {
    ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"].contains(declared.uppercased()) ? declared : "ANY"
  }
}
