import CSV
public import Warehouse

/// Where records come from.
public enum RecordSource: Sendable {
  /// The rows of a query.
  case query(sql: String, origin: String, parameters: [String: SQLValue])
  /// The rows of the group's own source query.
  case ownSource
  /// The rows of tables that have the group's features among their columns. Features that were added to a pipeline's group
  /// later, and all of a group that no pipeline made, may be without a column and are NULL then, unless they are required.
  case tables([TableName])
  /// A CSV file with a header, plain or gzip.
  case csv(path: String)

  /// A query without parameters.
  public static func query(_ sql: String) -> RecordSource { .query(sql: sql, origin: "query", parameters: [:]) }

  /// - Parameter keepsMalformed: whether records of a file that are not well formed are rows too.
  func rows(for group: FeatureGroup, in warehouse: Warehouse, keepsMalformed: Bool) throws -> any RecordRows {
    switch self {
    case .query(let sql, let origin, let parameters):
      return try Self.rows(of: sql, origin: origin, parameters, in: warehouse)
    case .ownSource:
      guard let source = GroupSource(of: group) else {
        throw try FeatureStore(warehouse).missingSource(of: group)
      }
      return try Self.rows(of: source.sql, origin: source.origin, in: warehouse, sourceOf: group.name)
    case .tables(let tables):
      let sql = try tables.map { try FilledTable($0, of: group, in: warehouse).selection }.joined(
        separator: " UNION ALL ")
      let origin = tables.map(\.description).joined(separator: ", ")
      let session = try QuerySession(warehouse, databases: Set(tables.map(\.database)).sorted())
      return QueryRows(try session.prepare(sql, origin: origin), origin: origin)
    case .csv(let path):
      return try FileRows(path, keepsMalformed: keepsMalformed)
    }
  }

  private static func rows(
    of sql: String, origin: String, _ parameters: [String: SQLValue] = [:], in warehouse: Warehouse,
    sourceOf owner: String? = nil
  ) throws -> QueryRows {
    let (cursor, tables) = try QuerySession(warehouse, for: sql).prepareTellingTables(
      sql, origin: origin, parameters: parameters)
    return QueryRows(cursor, origin: origin, tables: tables, sourceOf: owner)
  }
}

/// A table whose rows become records of a group.
private struct FilledTable {
  /// Its rows with the features in their order.
  let selection: String

  init(_ table: TableName, of group: FeatureGroup, in warehouse: Warehouse) throws {
    let columns = Set(try Catalog(warehouse).columns(of: table).map { $0.name.lowercased() })
    let absent = group.features.filter { !columns.contains($0.name.lowercased()) }
    let dispensable =
      absent.isEmpty
      ? [] : try warehouse.read([.featureStore]) { db in try StoredGroups.dispensable(in: group.name, db) }
    if let feature = absent.first(where: { $0.isRequired || !dispensable.contains($0.name.lowercased()) }) {
      let mayBeNull = dispensable.contains(feature.name.lowercased())
      let command = "`stockroom features update \(group.name) \(ShellWord.option("--optional", feature.name))`"
      throw FeatureStoreError(
        code: "missing-feature", subject: "table \(table), feature \(feature.name)",
        expected: "a column for every feature of \(group.name)", found: "none",
        remedy: "add the column to the SQL that makes the table"
          + (mayBeNull ? ", or let it be NULL with \(command)" : ""))
    }
    let expressions = group.features.map { feature in
      let name = Identifier.quoted(feature.name)
      return columns.contains(feature.name.lowercased()) ? name : "NULL AS \(name)"
    }
    selection = "SELECT \(expressions.joined(separator: ", ")) FROM \(table.sql)"
  }
}
