import GRDB

/// How many rows a table has, counted or estimated.
public struct RowCount: Sendable, Equatable {
  /// The number; rounded to three digits where it is an estimate.
  public let rows: Int
  /// Whether the rows were counted.
  public let isExact: Bool

  package init(rows: Int, isExact: Bool) {
    self.rows = rows
    self.isExact = isExact
  }

  /// Tables whose smallest b-tree has more leaves than these are not counted unless asked: 32 MiB at SQLite's page size,
  /// some hundred thousand rows, which are counted in some ten milliseconds.
  package static let quickLeaves = 8192

  /// Counts the rows of `table`. Where that would take long and need not be `exact`, a few pages of the table tell the size.
  static func of(
    _ table: TableName, exact: Bool, quickLeaves: Int, in db: Database
  ) throws -> RowCount {
    if !exact, let estimate = try estimate(of: table, quickLeaves: quickLeaves, in: db) {
      return RowCount(rows: rounded(estimate), isExact: false)
    }
    return RowCount(rows: try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table.sql)") ?? 0, isExact: true)
  }

  /// The rows of a table that is large; `nil` where counting is quick, or the file tells nothing.
  private static func estimate(of table: TableName, quickLeaves: Int, in db: Database) throws -> Double? {
    let schema = Identifier.quoted(table.database.description)
    guard
      let root = try Int.fetchOne(
        db, sql: "SELECT rootpage FROM \(schema).sqlite_schema WHERE type = 'table' AND name = ?",
        arguments: [table.table]), root > 0,
      let own = TreeEstimate(root: root, of: table.database, in: db), own.leaves > Double(quickLeaves)
    else { return nil }
    // SQLite counts on the smallest index that has all rows.
    let indexes = try Int.fetchAll(
      db,
      sql: """
        SELECT schema.rootpage
        FROM pragma_index_list(?, ?) AS list JOIN \(schema).sqlite_schema AS schema ON schema.name = list.name
        WHERE schema.type = 'index' AND NOT list.partial AND schema.rootpage > 0
        """, arguments: [table.table, table.database.description])
    for index in indexes {
      guard let tree = TreeEstimate(root: index, of: table.database, in: db) else { continue }
      if tree.leaves <= Double(quickLeaves) { return nil }
    }
    return own.entries
  }

  private static func rounded(_ estimate: Double) -> Int {
    var unit = 1.0
    while estimate / unit >= 1000 { unit *= 10 }
    return Int((estimate / unit).rounded() * unit)
  }
}
