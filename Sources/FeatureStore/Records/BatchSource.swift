import Warehouse

/// What the records of a batch came from, for lineage.
enum BatchSource {
  /// A file: its size in bytes and the SHA-256 of its content.
  case file(byteCount: Int, sha256: String)
  /// A query, and the tables and views that it reads.
  case query(tables: [TableName])

  /// `file` or `query`, as the ledger has it.
  var kind: String {
    switch self {
    case .file: "file"
    case .query: "query"
    }
  }

  /// SHA-256 of the content of a file.
  var sha256: String? { if case .file(_, let sha256) = self { sha256 } else { nil } }
  /// The size of a file.
  var byteCount: Int? { if case .file(let count, _) = self { count } else { nil } }
  /// The tables of a query.
  var tables: [String]? { if case .query(let tables) = self { tables.map(\.description) } else { nil } }
}

/// Hashes a file while somebody else reads it.
final class ReadContent {
  private var hasher = ContentHasher()
  private var byteCount = 0

  func add(_ bytes: UnsafeRawBufferPointer) {
    hasher.add(bytes)
    byteCount += bytes.count
  }

  /// What was read so far.
  var source: BatchSource { .file(byteCount: byteCount, sha256: hasher.finish()) }
}
