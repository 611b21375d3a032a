import CSV
public import Warehouse

/// Where records come from.
public enum RecordSource: Sendable {
  /// The rows of a query.
  case query(sql: String, origin: String, parameters: [String: SQLValue])
  /// The rows of tables that have the group's features among their columns.
  case tables([TableName])
  /// A CSV file with a header, plain or gzip.
  case csv(path: String)

  /// A query without parameters.
  public static func query(_ sql: String) -> RecordSource { .query(sql: sql, origin: "query", parameters: [:]) }

  func rows(for group: FeatureGroup, in warehouse: Warehouse) throws -> any RecordRows {
    switch self {
    case .query(let sql, let origin, let parameters):
      return QueryRows(
        try QuerySession(warehouse, for: sql).prepare(sql, origin: origin, parameters: parameters), origin: origin)
    case .tables(let tables):
      let columns = group.features.map { Identifier.quoted($0.name) }.joined(separator: ", ")
      let sql = tables.map { "SELECT \(columns) FROM \($0.sql)" }.joined(separator: " UNION ALL ")
      let origin = tables.map(\.description).joined(separator: ", ")
      let session = try QuerySession(warehouse, databases: Set(tables.map(\.database)).sorted())
      return QueryRows(try session.prepare(sql, origin: origin), origin: origin)
    case .csv(let path):
      return try FileRows(path)
    }
  }
}
