import CSV
import GRDB

/// Loads CSV files into a table: all of them, or nothing.
public struct CSVIngestion: Sendable {
  let warehouse: Warehouse
  let options: CSVReadOptions

  /// Creates an ingestion.
  public init(_ warehouse: Warehouse, delimiter: Character = ",") throws {
    guard let byte = delimiter.asciiValue, byte != UInt8(ascii: "\""), byte != 10, byte != 13 else {
      throw WarehouseError(
        code: "delimiter", subject: "delimiter", expected: "one ASCII character that is no quote and no line end",
        found: "\"\(delimiter)\"", remedy: "give one such as ; or |")
    }
    self.warehouse = warehouse
    var options = CSVReadOptions()
    options.delimiter = byte
    self.options = options
  }

  /// How far an ingestion is.
  public struct Progress: Sendable {
    /// `reading` finds the types of the columns, `loading` fills the table.
    public enum Phase: String, Sendable { case reading, loading }
    /// What is done now.
    public let phase: Phase
    /// How often the file is read in all: once, or once to find the types and once more to load.
    public let readings: Int
    /// The file.
    public let file: String
    /// Bytes of the file that were read, compressed ones where it is compressed.
    public let bytesRead: Int
    /// The size of the file, where it is known.
    public let byteCount: Int?
    /// Records of the file that were read.
    public let rows: Int
  }

  /// What was loaded.
  public struct Report: Sendable {
    /// A file and what became of it.
    public struct File: Sendable {
      /// Its name.
      public let name: String
      /// Its records.
      public let rows: Int
      /// When the same content had been loaded before, or `nil` where it was loaded now.
      public let loadedBefore: String?
      /// The hash of its content.
      let sha256: String
    }
    /// The files in the order in which they were read.
    public let files: [File]
    /// The columns of a table that was made now, with their types; empty where it was there already.
    public let createdColumns: [(name: String, type: String, note: String?)]
    /// The records that were added to the table.
    public var rowsLoaded: Int { files.reduce(0) { $0 + ($1.loadedBefore == nil ? $1.rows : 0) } }
  }

  /// Loads the files of `source` into `table`, which is made with inferred types where it does not exist. A file whose
  /// content was loaded into the table before is passed over.
  ///
  /// The files are loaded in one transaction, so that any error leaves the table as it was, and while they are read, with the
  /// types that the first rows of a new table have. Where a later row says otherwise, or a file of equal size was loaded before,
  /// they are read twice: once to hash them and to find the types over all their rows, once to load them.
  /// - Throws: `CSVError` naming file, line, column and value; ``WarehouseError`` for columns that differ from the table's.
  @discardableResult
  public func load(
    _ source: IngestSource, into table: TableName, progress: (Progress) -> Void = { _ in }
  ) throws -> Report {
    do {
      return try load(source, into: table, inspecting: { { _, _, _ in } }, progress: progress)
    } catch let error as CSVError {
      throw source.named(error)
    }
  }

  /// Looks at a batch, the names of its fields and its file before it is inserted, and throws where it must not be.
  typealias Inspection = (CSVBatch, [String], String) throws -> Void

  /// - Parameter inspecting: begins to inspect the files, once for each time that loading them begins.
  func load(
    _ source: IngestSource, into table: TableName, inspecting: () -> Inspection, progress: (Progress) -> Void
  ) throws -> Report {
    let known = try columns(of: table)
    try refuseOwnTables(table)
    if let report = try loadReadingOnce(
      source, into: table, known: known, inspect: inspecting(), progress: progress)
    {
      return report
    }
    let inspect = inspecting()
    let (scan, types) = try scan(source, for: table, progress: progress)
    try warehouse.prepare(table.database)
    let files: [Report.File]? = try warehouse.write(table.database) { db in
      if known.isEmpty {
        guard try Catalog.columns(of: table, in: db).isEmpty else { return nil }
        try makeTable(table, columns: scan.columns, types: types, db)
      }
      return try scan.files.map {
        try load($0, into: table, columns: scan.columns, types: types, db, inspect, progress)
      }
    }
    // Another process has made the table since: its types count, not those that were inferred here.
    guard let files else {
      return try load(source, into: table, inspecting: inspecting, progress: progress)
    }
    return Report(files: files, createdColumns: known.isEmpty ? Self.created(scan.inferred) : [])
  }

  func makeTable(_ table: TableName, columns: [String], types: [CSVColumnType], _ db: Database) throws {
    let columns = zip(columns, types).map { "\(Identifier.quoted($0)) \($1.sql)" }.joined(separator: ", ")
    try db.execute(sql: "CREATE TABLE \(table.sql) (\(columns)) STRICT")
  }

  static func created(_ columns: [InferredColumn]) -> [(name: String, type: String, note: String?)] {
    columns.map { ($0.name, $0.type.sql, note(on: $0)) }
  }

  private func columns(of table: TableName) throws -> [Catalog.ColumnEntry] {
    guard warehouse.layout.existingDatabases().contains(table.database), try Catalog(warehouse).contains(table) else {
      return []
    }
    return try Catalog(warehouse).columns(of: table)
  }

  /// Reads the files a first time and checks them against the table, where there is one.
  /// - Returns: what was found, and a type for each column.
  func scan(
    _ source: IngestSource, for table: TableName, progress: (Progress) -> Void = { _ in }
  ) throws -> (scan: SourceScan, types: [CSVColumnType]) {
    let known = try columns(of: table)
    try refuseOwnTables(table)
    let scan = try SourceScan(source, options: options, infersTypes: known.isEmpty, progress: progress)
    try checkNames(scan.columns, file: scan.files[0].file.name)
    let types =
      try known.isEmpty
      ? scan.inferred.map(\.type) : self.types(of: scan.columns, in: table, known: known, file: scan.files[0].file.name)
    return (scan, types)
  }

  /// The types that a table has for the columns of a file, which must be all of them.
  func types(
    of columns: [String], in table: TableName, known: [Catalog.ColumnEntry], file: String
  ) throws -> [CSVColumnType] {
    let types = try columns.map { column in
      guard let match = known.first(where: { $0.name.lowercased() == column.lowercased() }) else {
        throw columnsDiffer(table, file, known, "the column \(column), which the table lacks")
      }
      return CSVColumnType(declared: match.type)
    }
    if let missing = known.first(where: { column in
      !columns.contains { $0.lowercased() == column.name.lowercased() }
    }) {
      throw columnsDiffer(table, file, known, "no column \(missing.name)")
    }
    return types
  }

  private func load(
    _ scanned: SourceScan.File, into table: TableName, columns: [String], types: [CSVColumnType], _ db: Database,
    _ inspect: Inspection, _ progress: (Progress) -> Void
  ) throws -> Report.File {
    if let before = try timeOfLoad(sha256: scanned.sha256, in: table, db) {
      return Report.File(name: scanned.file.name, rows: scanned.rows, loadedBefore: before, sha256: scanned.sha256)
    }
    let rows = try insert(
      scanned, into: table, columns: columns, types: types, db, inspect: inspect, progress: progress)
    try note(
      scanned.file.name, sha256: scanned.sha256, byteCount: scanned.byteCount, rows: rows, in: table, db)
    return Report.File(name: scanned.file.name, rows: rows, loadedBefore: nil, sha256: scanned.sha256)
  }

  /// When a content was loaded into `table`, or `nil` where it was not.
  func timeOfLoad(sha256: String, in table: TableName, _ db: Database) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT ingested_at FROM \(Identifier.quoted(table.database.description)).ingested_files
        WHERE table_name = ? AND content_sha256 = ?
        """, arguments: [table.table, sha256])
  }

  /// Inserts the rows of a file.
  /// - Returns: how many there are.
  func insert(
    _ scanned: SourceScan.File, into table: TableName, columns: [String], types: [CSVColumnType], _ db: Database,
    inspect: Inspection, progress: (Progress) -> Void = { _ in }
  ) throws -> Int {
    // The file is parsed on a thread of its own while this one inserts.
    let reader = try CSVReader(scanned.file.input, options: options)
    let names = reader.columns
    let order = try scanned.order(of: names, like: columns)
    let stream = CSVBatchStream(reader, typing: CSVTyping(types: order.map { types[$0] }))
    let loader = try RowLoader(db, table: table, columns: order.map { columns[$0] }, file: scanned.file.name)
    var batch = CSVBatch()
    var rows = 0
    while try stream.next(into: &batch) {
      try inspect(batch, names, scanned.file.name)
      try loader.load(batch)
      rows += batch.count
      progress(
        Progress(
          phase: .loading, readings: 2, file: scanned.file.name, bytesRead: batch.inputBytesRead,
          byteCount: stream.inputSize,
          rows: rows))
    }
    return rows
  }

  /// Remembers that a file was loaded; of content that was loaded before, the last time counts.
  func note(
    _ file: String, sha256: String, byteCount: Int, rows: Int, in table: TableName, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO \(Identifier.quoted(table.database.description)).ingested_files
          (table_name, content_sha256, file_name, byte_count, row_count, ingested_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (table_name, content_sha256)
          DO UPDATE SET file_name = excluded.file_name, ingested_at = excluded.ingested_at
        """,
      arguments: [
        table.table, sha256, file, byteCount, rows,
        warehouse.surroundings.now().description,
      ])
  }

  /// Why a column that looks like numbers became text; `nil` where nobody would ask.
  private static func note(on column: InferredColumn) -> String? {
    guard let reason = column.textReason, !column.isDate else { return nil }
    let isMarker = ["", "-", "?", "NA", "N/A", "NAN", "NULL", "NONE", "NIL"].contains(reason.value.uppercased())
    return reason.line > 2 || isMarker || reason.value.first?.isNumber == true ? reason.description : nil
  }

  func refuseOwnTables(_ table: TableName) throws {
    guard !table.isReserved else {
      throw WarehouseError(
        code: "reserved-table", subject: "table \(table)", expected: "a table for raw data",
        found: "a name that stockroom fills itself", remedy: "choose another name, such as retail_demand.demand_product"
      )
    }
  }

  func checkNames(_ columns: [String], file: String) throws {
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.lowercased()).inserted {
      throw WarehouseError(
        code: "duplicate-column", subject: "\(file), line 1, column \(column)",
        expected: "names that differ in more than case", found: "the name twice", remedy: "rename one of the columns")
    }
  }

  private func columnsDiffer(
    _ table: TableName, _ file: String, _ known: [Catalog.ColumnEntry], _ found: String
  ) -> WarehouseError {
    WarehouseError(
      code: "columns-differ", subject: "\(file), line 1",
      expected: "the columns of \(table): \(known.map(\.name).joined(separator: ", "))", found: found,
      remedy: "correct the header, or load the file into another table")
  }
}
