import Warehouse

/// Where the rows of a dataset came from, for lineage.
enum EntitySource: Sendable {
  /// A CSV file.
  case file(String)
  /// A query, and the tables and views that it reads.
  case query([TableName])

  /// `file` or `query`, as the ledger has it.
  var kind: String {
    switch self {
    case .file: "file"
    case .query: "query"
    }
  }

  /// The path of a file.
  var file: String? { if case .file(let path) = self { path } else { nil } }
  /// The tables of a query.
  var tables: [String]? { if case .query(let tables) = self { tables.map(\.description) } else { nil } }
}
