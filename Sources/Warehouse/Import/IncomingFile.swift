import GRDB

/// What a file that is taken in held when it was looked at last, in `incoming_files` of the table's database: content that was
/// loaded before tells nothing new where the file still holds it, and is a delivery where the file held something else.
struct IncomingFile {
  /// The table that the file is for.
  let table: TableName
  /// The name of the file that its content is remembered by.
  let name: String
  /// Where the file is.
  let path: String

  private var ledger: TableName { TableName(table.database, "incoming_files") }

  /// Whether the file held this content already when it was looked at last.
  func holds(_ sha256: String, _ db: Database) throws -> Bool {
    try make(db)
    let last = try String.fetchOne(
      db, sql: "SELECT content_sha256 FROM \(ledger.sql) WHERE table_name = ? AND file_name = ?",
      arguments: [table.table, name])
    if let last { return last == sha256 }
    // A file that was loaded before files were remembered.
    return try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM \(TableName(table.database, "ingested_files").sql)
          WHERE table_name = ? AND content_sha256 = ? AND file_name = ?)
        """, arguments: [table.table, sha256, path]) ?? false
  }

  /// Remembers what the file holds.
  func note(_ sha256: String, at time: UTCTimestamp, _ db: Database) throws {
    try make(db)
    try db.execute(
      sql: """
        INSERT INTO \(ledger.sql) AS known (table_name, file_name, content_sha256, noted_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (table_name, file_name)
          DO UPDATE SET content_sha256 = excluded.content_sha256, noted_at = excluded.noted_at
          WHERE known.content_sha256 <> excluded.content_sha256
        """, arguments: [table.table, name, sha256, time.description])
  }

  private func make(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS \(ledger.sql) (
          table_name TEXT NOT NULL, file_name TEXT NOT NULL, content_sha256 TEXT NOT NULL, noted_at TEXT NOT NULL,
          PRIMARY KEY (table_name, file_name)) STRICT, WITHOUT ROWID
        """)
  }
}
