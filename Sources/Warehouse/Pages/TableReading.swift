public import Columns
import GRDB

extension ColumnReader {
  /// A table with fewer leaves is read by SQL: it takes no longer than opening the file twice.
  private static let worthwhile = 200
  /// Arrays that are made one inside the other.
  private static let columnLimit = 500

  /// Reads a table into columns.
  ///
  /// A large table is read from the pages of its file, two halves of it at once; a view, a table without rowids, one with
  /// computed columns, or a file whose log cannot be emptied at the moment, by SQL.
  /// - Parameters:
  ///   - columns: the columns in the order of the result; all of them where `nil`.
  /// - Returns: the rows in the order of their rowids.
  /// - Throws: ``WarehouseError`` for a column that mixes text and numbers, or holds blobs.
  public static func read(
    _ table: TableName, columns: [String]? = nil, precision: Precision = .exact, in warehouse: Warehouse
  ) throws -> ColumnTable {
    if let columns = try readFile(of: table, columns: columns, precision: precision, in: warehouse) { return columns }
    let names = columns?.map(Identifier.quoted).joined(separator: ", ") ?? "*"
    // No index may be read instead: rows come in the order of the table.
    let isView = try warehouse.read([table.database]) { try root(of: table, in: $0) == nil }
    let sql = "SELECT \(names) FROM \(table.sql)\(isView ? "" : " NOT INDEXED")"
    return try read(QuerySession(warehouse, for: sql).prepare(sql, origin: "table \(table)"), precision: precision)
  }

  /// The columns of a large table, from the pages of its file.
  /// - Returns: `nil` where only SQL can tell.
  package static func readFile(
    of table: TableName, columns: [String]? = nil, precision: Precision = .exact, in warehouse: Warehouse
  ) throws -> ColumnTable? {
    try warehouse.read([table.database]) { first -> ColumnTable? in
      guard let root = try root(of: table, in: first), root > 0,
        let stored = try StoredColumn.all(of: table, in: first),
        let names = places(of: columns ?? stored.map(\.name), among: stored),
        let file = DatabasePages(of: table.database, in: first), file.hasUTF8, isLarge(root, in: file)
      else { return nil }
      // A second connection that reads the same state: each thread has a file handle of its own.
      return try warehouse.read([table.database]) { second -> ColumnTable? in
        guard try Self.root(of: table, in: second) == root, warehouse.isSettled(table.database),
          let same = DatabasePages(of: table.database, in: second)
        else { return nil }
        let pages = TableFile(root: root, columns: stored, files: [file, same], until: warehouse.isGivenUp)
        return try pages?.read(names, precision: precision).map { try ColumnTable($0) }
      }
    }
  }

  /// The first page of a table, 0 for a virtual one; `nil` for a view.
  private static func root(of table: TableName, in db: Database) throws -> Int? {
    try Int.fetchOne(
      db,
      sql: """
        SELECT rootpage FROM \(Identifier.quoted(table.database.description)).sqlite_schema
        WHERE type = 'table' AND name = ? COLLATE NOCASE
        """, arguments: [table.table])
  }

  /// - Returns: `nil` where a name is unknown or comes twice, which SQL says better.
  private static func places(
    of names: [String], among stored: [StoredColumn]
  ) -> [(place: Int, name: String)]? {
    let known = Dictionary(
      stored.enumerated().map { ($0.element.name.lowercased(), $0.offset) }, uniquingKeysWith: { first, _ in first })
    let places = names.compactMap { name in known[name.lowercased()].map { (place: $0, name: name) } }
    let isUsable = places.count == names.count && Set(places.map(\.place)).count == names.count
    return isUsable && !names.isEmpty && names.count <= columnLimit ? places : nil
  }

  /// Whether a table has leaves enough, as far as its root tells. What is in the log only may be large.
  private static func isLarge(_ root: Int, in file: DatabasePages) -> Bool {
    guard let page = file.page(root) else { return true }
    guard let count = page.childCount else { return false }
    return count >= worthwhile || page.child(0).flatMap(file.page)?.childCount != nil
  }
}
