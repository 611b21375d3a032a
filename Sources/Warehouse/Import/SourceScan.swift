import CSV

/// The first reading of the files: their hashes, their rows, and the types of their columns over all rows of all files.
struct SourceScan {
  struct File {
    let file: IngestSource.File
    let sha256: String
    let byteCount: Int
    let rows: Int

    /// For each field of a file with the header `names`, the place of its column in `columns`.
    func order(of names: [String], like columns: [String]) throws -> [Int] {
      let order = names.compactMap { name in columns.firstIndex { $0.lowercased() == name.lowercased() } }
      guard order.count == names.count, names.count == columns.count else {
        throw WarehouseError(
          code: "columns-differ", subject: "\(file.name), line 1",
          expected: "the columns of the first file: \(columns.joined(separator: ", "))",
          found: names.joined(separator: ", "), remedy: "load files with different columns into different tables")
      }
      return order
    }
  }

  private(set) var files: [File] = []
  private(set) var columns: [String] = []
  private(set) var inferred: [InferredColumn] = []

  init(
    _ source: IngestSource, options: CSVReadOptions, infersTypes: Bool, progress: (CSVIngestion.Progress) -> Void
  ) throws {
    var inference: TypeInference?
    for file in source.files {
      // Parsing and hashing go on while this thread looks at the values.
      let content = ObservedContent()
      let reader = try CSVBatchStream(file.input, options: options, observingInput: { content.add($0) })
      try Self.checkDelimiter(reader.columns, file: file.name)
      if columns.isEmpty { columns = reader.columns }
      if infersTypes, inference == nil { inference = TypeInference(columns: columns) }
      let isInOrder = reader.columns == columns
      var batch = CSVBatch()
      var rows = 0
      while try reader.next(into: &batch) {
        if infersTypes { isInOrder ? inference?.observe(batch) : () }
        rows += batch.count
        progress(
          CSVIngestion.Progress(
            phase: .reading, readings: 2, file: file.name, bytesRead: batch.inputBytesRead, byteCount: reader.inputSize,
            rows: rows)
        )
      }
      let (sha256, byteCount) = content.finish()
      let scanned = File(file: file, sha256: sha256, byteCount: byteCount, rows: rows)
      guard isInOrder || !infersTypes else {
        _ = try scanned.order(of: reader.columns, like: columns)
        throw WarehouseError(
          code: "columns-differ", subject: "\(file.name), line 1",
          expected: "the order \(columns.joined(separator: ", "))",
          found: reader.columns.joined(separator: ", "),
          remedy: "load the first file alone; later files may have their columns in any order")
      }
      files.append(scanned)
    }
    inferred = inference?.columns ?? []
  }

  /// A header of one name that holds another delimiter was most likely written with that one.
  static func checkDelimiter(_ columns: [String], file: String) throws {
    guard columns.count == 1, let other = columns[0].first(where: { ";|\t".contains($0) }) else { return }
    throw WarehouseError(
      code: "wrong-delimiter", subject: "\(file), line 1", expected: "names separated by the delimiter",
      found: "the one name \"\(columns[0].prefix(60).replacing("\t", with: "\\t"))\"",
      remedy: "add --delimiter '\(other == "\t" ? "\\t" : String(other))'")
  }
}

/// The hash and the size of a file's bytes as a reader sees them.
///
/// Invariant behind `@unchecked Sendable`: the reader calls `add` on one thread at a time, and `finish` comes after the last
/// batch, when the reader has ended.
final class ObservedContent: @unchecked Sendable {
  private var hasher = ContentHasher()
  private var byteCount = 0

  func add(_ bytes: UnsafeRawBufferPointer) {
    hasher.add(bytes)
    byteCount += bytes.count
  }

  func finish() -> (sha256: String, byteCount: Int) { (hasher.finish(), byteCount) }
}
