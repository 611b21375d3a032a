import CSV
import Foundation
import GRDB
public import Warehouse

/// Where the rows of a dataset are written to.
public enum DatasetDestination: Sendable, CustomStringConvertible {
  /// A table.
  case table(TableName)
  /// A CSV file, compressed where its name ends in `.gz`.
  case file(String)

  /// Endings of files that no dataset is written as. `out.parquet` is meant to be such a file, not the table `parquet` of a
  /// new database `out`.
  private static let otherEndings: Set<String> = [
    "7z", "arrow", "avro", "bz2", "dat", "db", "duckdb", "feather", "gz", "h5", "html", "json", "jsonl", "md", "ndjson",
    "orc", "parquet", "pickle", "pkl", "sql", "sqlite", "sqlite3", "tar", "tsv", "txt", "xls", "xlsx", "xml", "xz",
    "yaml",
    "yml", "zip", "zst",
  ]

  /// Endings that a file of CSV may well have where a path names it.
  private static let looseEndings: Set<String> = ["dat", "gz", "txt"]

  /// Reads `db.table`, or the path of a file: one with a slash in it, or that ends in `.csv` or `.csv.gz`.
  /// - Throws: `WarehouseError` where it is neither; ``FeatureStoreError`` where it is the name of a file of another kind.
  public init(parsing text: String) throws {
    let name = text.lowercased()
    let isCSV = name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
    let file = name.split(separator: "/").last ?? ""
    if !isCSV, let dot = file.lastIndex(of: "."), dot > file.startIndex {
      let ending = String(file[file.index(after: dot)...])
      let isLoose = text.contains("/") && Self.looseEndings.contains(ending)
      guard isLoose || !Self.otherEndings.contains(ending) else {
        throw FeatureStoreError(
          code: "file-kind", subject: text,
          expected: "a table, such as training.rows, or a file that ends in .csv or .csv.gz",
          found: "a file of another kind, .\(ending)",
          remedy: "write \(text.dropLast(ending.count + 1)).csv, or give the table a name that is no ending of files")
      }
    }
    self = isCSV || text.contains("/") ? .file(text) : .table(try TableName(parsing: text))
  }

  /// `table training.rows` or `file rows.csv`, for messages.
  public var place: String {
    switch self {
    case .table(let table): "table \(table)"
    case .file(let path): "file \(path)"
    }
  }

  /// The table's name, or the path.
  public var description: String {
    switch self {
    case .table(let table): table.description
    case .file(let path): path
    }
  }
}

extension FeatureStore {
  /// Checks that rows may be written to a destination, before they are looked for.
  /// - Parameters:
  ///   - replaces: whether a table that a dataset made, or a file that is there, may give way.
  ///   - source: the file that the rows are read from, which must not be written over.
  /// - Throws: ``FeatureStoreError`` where it cannot be written to, exists already, or is not a dataset's; `WarehouseError`
  ///   for a file inside the warehouse.
  public func check(_ destination: DatasetDestination, replaces: Bool, source: String? = nil) throws {
    switch destination {
    case .file(let path):
      try OutputPath.check(path, outside: warehouse.layout)
      try Self.check(file: path, replaces: replaces, source: source)
    case .table(let table):
      guard !table.isReserved else {
        throw FeatureStoreError(
          code: "reserved-table", subject: "table \(table)", expected: "a table of your own",
          found: "one that stockroom fills itself", remedy: "choose another name, such as training.rows")
      }
      guard try Catalog(warehouse).contains(table) else { return }
      guard try isOfDataset(table) else {
        throw FeatureStoreError(
          code: "foreign-table", subject: "table \(table)",
          expected: "a new table, or with --replace one that `features dataset --to` made",
          found: "one with other rows", remedy: "choose another name, such as training.rows")
      }
      guard replaces else {
        throw FeatureStoreError(
          code: "existing-table", subject: "table \(table)", expected: "a new table",
          found: "one that a dataset made before", remedy: "choose another name, or add --replace")
      }
    }
  }

  /// Writes the rows of a dataset.
  /// - Throws: as ``check(_:replaces:source:)``.
  public func write(_ dataset: FeatureDataset, to destination: DatasetDestination, replaces: Bool) throws {
    try check(destination, replaces: replaces)
    switch destination {
    case .file(let path):
      var options = CSVWriteOptions()
      options.compresses = path.lowercased().hasSuffix(".gz")
      try TableExport.write(dataset.columns, to: .file(path), options: options)
    case .table(let table):
      try warehouse.write(dataset.columns, to: table, replaces: replaces)
    }
  }

  /// Whether the rows of a table are those of a dataset: one was written to it, and no file was loaded into it since.
  private func isOfDataset(_ table: TableName) throws -> Bool {
    let noted = try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db, sql: "SELECT max(created_at) FROM mlops.feature_datasets WHERE destination = ? COLLATE NOCASE",
        arguments: [table.description])
    }
    guard let noted else { return false }
    return try warehouse.read([table.database]) { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT NOT EXISTS (
            SELECT 1 FROM \(TableName(table.database, "ingested_files").sql)
            WHERE table_name = ? COLLATE NOCASE AND ingested_at > ?)
          """, arguments: [table.table, noted]) ?? false
    }
  }

  private static func check(file path: String, replaces: Bool, source: String?) throws {
    let file = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
    guard !exists || !isDirectory.boolValue else {
      throw FeatureStoreError(
        code: "output-file", subject: path, expected: "a file to write to", found: "a folder",
        remedy: "name a file in it, such as \(path.hasSuffix("/") ? path : path + "/")rows.csv")
    }
    let folder = file.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw FeatureStoreError(
        code: "output-file", subject: path, expected: "a folder \(folder)", found: "none", remedy: "make it first")
    }
    if let source, URL(filePath: source).resolvingSymlinksInPath().standardizedFileURL.path == file.path {
      throw FeatureStoreError(
        code: "same-file", subject: path, expected: "another file than the one that the rows are read from",
        found: "the same", remedy: "name a new file after --to")
    }
    // A device or a pipe is written to, not replaced.
    let kind = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
    guard replaces || kind != .typeRegular else {
      throw FeatureStoreError(
        code: "existing-file", subject: path, expected: "a new file", found: "one that is there already",
        remedy: "choose another name, or add --replace")
    }
  }
}
