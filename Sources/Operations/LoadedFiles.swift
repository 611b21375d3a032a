import Foundation
import Warehouse

/// The files that were loaded into raw tables.
struct LoadedFiles {
  /// A file in a table.
  struct Entry {
    let table: TableName
    let file: String
    let rows: SQLValue
    let bytes: SQLValue
    /// The first characters.
    let sha256: SQLValue
    let time: String

    /// As `lineage --files` lists it.
    var listed: [SQLValue] { [.text(table.description), .text(file), rows, sha256, .text(time)] }
  }

  private let stockroom: Stockroom

  init(_ stockroom: Stockroom) { self.stockroom = stockroom }

  /// The files that a table was loaded from, at a time or earlier, the oldest first.
  func files(of table: TableName, until: String?) throws -> [Entry] {
    try entries(
      in: table.database, "table_name = :name COLLATE NOCASE AND (:until IS NULL OR ingested_at <= :until)",
      ["name": .text(table.table), "until": until.map(SQLValue.text) ?? .null])
  }

  /// The tables that files of this name were loaded into, in whatever folder they were.
  func files(named name: String) throws -> [Entry] {
    try stockroom.warehouse.layout.existingDatabases().flatMap { database in
      try entries(
        in: database, "(file_name = :name OR substr(file_name, -length(:name) - 1) = '/' || :name)",
        ["name": .text(name)])
    }
  }

  private func entries(
    in database: DatabaseName, _ condition: String, _ parameters: [String: SQLValue]
  ) throws -> [Entry] {
    let ledger = TableName(database, "ingested_files")
    guard stockroom.warehouse.layout.existingDatabases().contains(database), try stockroom.catalog.contains(ledger)
    else { return [] }
    return try QuerySession(stockroom.warehouse, databases: [database]).prepare(
      """
      SELECT table_name, file_name, row_count, byte_count, substr(content_sha256, 1, 16), ingested_at FROM \(ledger.sql)
      WHERE \(condition) ORDER BY ingested_at, file_name
      """, parameters: parameters
    ).allRows().map { row in
      Entry(
        table: TableName(database, LineageRow.text(row[0]) ?? ""), file: LineageRow.text(row[1]) ?? "", rows: row[2],
        bytes: row[3], sha256: row[4], time: LineageRow.text(row[5]) ?? "")
    }
  }
}

/// A file as it was named when it was loaded, and as it is named now.
enum FilePath {
  /// Whether two names mean the same file, seen from the working directory.
  static func isSame(_ one: String, _ other: String) -> Bool {
    one == other || (last(one) == last(other) && absolute(one) == absolute(other))
  }

  static func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  static func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// Whether where rows of a dataset went is a file, not a table.
  static func isFile(_ destination: String) -> Bool {
    let name = destination.lowercased()
    return name.contains("/") || name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
  }
}
