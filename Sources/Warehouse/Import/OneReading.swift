import CSV
import GRDB

/// Loading while the files are read for the first and only time: their types are taken from the first megabyte, or from the
/// table, and whatever speaks against them on the way ends the attempt.
extension CSVIngestion {
  /// Why the files must be read once more, from the start.
  private struct NeedsTwoReadings: Error {}

  /// A file that is being read, its first batches, and its content so far.
  private struct OpenFile {
    let file: IngestSource.File
    let stream: CSVBatchStream
    let content: ObservedContent
    var sample: [CSVBatch] = []
  }

  /// How many batches the types are taken from.
  private static let sampleBatches = 4

  /// Loads the files, or returns `nil` and leaves everything as it was: where a type proves wrong, a file may have been loaded
  /// before, or headers differ. So that a wrong file among several makes no database, none is made before all were read.
  func loadReadingOnce(
    _ source: IngestSource, into table: TableName, known: [Catalog.ColumnEntry], inspect: Inspection,
    progress: (Progress) -> Void
  ) throws -> Report? {
    guard source.files.count == 1 || warehouse.layout.existingDatabases().contains(table.database) else { return nil }
    var (first, types) = try open(source.files[0], table: table, known: known)
    let columns = first.stream.columns
    if known.isEmpty {
      while first.sample.count < Self.sampleBatches {
        var batch = CSVBatch()
        guard try first.stream.next(into: &batch) else { break }
        first.sample.append(batch)
      }
      types = first.sample.last?.types ?? []
    }
    for place in first.sample.indices {
      try first.sample[place].read(as: types, columns: columns, file: first.file.name)
    }
    try warehouse.prepare(table.database)
    do {
      return try warehouse.write(table.database) { db in
        if known.isEmpty {
          guard try Catalog.columns(of: table, in: db).isEmpty else { throw NeedsTwoReadings() }
          try makeTable(table, columns: columns, types: types, db)
        }
        var files: [Report.File] = []
        var typing: CSVTyping?
        for file in source.files {
          var open = first
          if !files.isEmpty {
            open = try self.open(file, typing: typing ?? CSVTyping(types: types))
            guard open.stream.columns == columns else { throw NeedsTwoReadings() }
          }
          files.append(try load(&open, into: table, types: types, db, inspect, progress))
          typing = open.stream.finishedTyping
        }
        return Report(files: files, createdColumns: known.isEmpty ? Self.created(typing?.found ?? []) : [])
      }
    } catch is NeedsTwoReadings {
      return nil
    }
  }

  /// Opens a file and checks its header against the table, where there is one.
  /// - Returns: the types are those of the table.
  private func open(
    _ file: IngestSource.File, table: TableName, known: [Catalog.ColumnEntry]
  ) throws -> (OpenFile, [CSVColumnType]) {
    let header = try CSVReader(file.input, options: options).columns
    try SourceScan.checkDelimiter(header, file: file.name)
    try checkNames(header, file: file.name)
    let types = known.isEmpty ? [] : try self.types(of: header, in: table, known: known, file: file.name)
    return (try open(file, typing: known.isEmpty ? CSVTyping(inferring: header) : CSVTyping(types: types)), types)
  }

  private func open(_ file: IngestSource.File, typing: CSVTyping) throws -> OpenFile {
    let content = ObservedContent()
    let reader = try CSVReader(file.input, options: options, observingInput: { content.add($0) })
    return OpenFile(file: file, stream: CSVBatchStream(reader, typing: typing), content: content)
  }

  private func load(
    _ open: inout OpenFile, into table: TableName, types: [CSVColumnType], _ db: Database,
    _ inspect: Inspection, _ progress: (Progress) -> Void
  ) throws -> Report.File {
    let ledger = "\(Identifier.quoted(table.database.description)).ingested_files"
    // The hash, which would tell, is known at the end only: files of equal size are hashed first.
    let isAlike = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM \(ledger) WHERE table_name = ? AND byte_count = ?)",
      arguments: [table.table, open.stream.inputSize ?? 0])
    guard isAlike == false, open.stream.inputSize != nil else { throw NeedsTwoReadings() }
    let loader = try RowLoader(db, table: table, columns: open.stream.columns, file: open.file.name)
    var rows = 0
    func load(_ batch: CSVBatch) throws {
      guard batch.types == types else { throw NeedsTwoReadings() }
      try inspect(batch, open.stream.columns, open.file.name)
      try loader.load(batch)
      rows += batch.count
      progress(
        Progress(
          phase: .loading, readings: 1, file: open.file.name, bytesRead: batch.inputBytesRead,
          byteCount: open.stream.inputSize, rows: rows))
    }
    for batch in open.sample { try load(batch) }
    open.sample = []
    var batch = CSVBatch()
    while try open.stream.next(into: &batch) { try load(batch) }
    let (sha256, byteCount) = open.content.finish()
    // A file that grew while it was read.
    guard byteCount == open.stream.inputSize else { throw NeedsTwoReadings() }
    try note(open.file.name, sha256: sha256, byteCount: byteCount, rows: rows, in: table, db)
    return Report.File(name: open.file.name, rows: rows, loadedBefore: nil, sha256: sha256)
  }
}
