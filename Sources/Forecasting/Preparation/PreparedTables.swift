import GRDB
import Warehouse

/// The tables train, validation and test of a pipeline's own database.
struct PreparedTables {
  /// The parts in their order.
  static let parts = ["train", "validation", "test"]

  let database: DatabaseName
  let settings: ForecastSettings

  /// The table of one part.
  func table(_ part: String) -> TableName { TableName(database, part) }

  /// The columns that every part gets beside those of `features.sql`.
  static let addedColumns = ["high_demand", "split_type"]

  /// Replaces the three tables by the temporary tables `features` and `split`.
  /// - Parameter threshold: the label from which on demand is high.
  /// - Returns: the columns with their types.
  func replace(_ db: Database, threshold: Double) throws -> [(name: String, type: String)] {
    let columns = try TemporaryTypes.of("features", in: db)
    let names = columns.map { Identifier.quoted($0.name) }.joined(separator: ", ")
    let definition = columns.map { "\(Identifier.quoted($0.name)) \($0.type)" }.joined(separator: ", ")
    let label = Identifier.quoted(settings.label.column)
    let id = Identifier.quoted(settings.recordIdentifier)
    for part in Self.parts {
      try db.execute(sql: "DROP TABLE IF EXISTS \(table(part).sql)")
      try db.execute(
        sql: """
          CREATE TABLE \(table(part).sql) (
            \(definition), high_demand INTEGER NOT NULL, split_type TEXT NOT NULL
          ) STRICT
          """)
      try db.execute(
        sql: """
          INSERT INTO \(table(part).sql) (\(names), high_demand, split_type)
          SELECT \(columns.map { "features.\(Identifier.quoted($0.name))" }.joined(separator: ", ")),
            \(label) >= :threshold, :part
          FROM temp.features JOIN temp.split ON split.\(id) = features.\(id)
          WHERE split.split_type = :part
          ORDER BY features.\(Identifier.quoted(settings.eventTime)), features.\(id)
          """, arguments: ["threshold": threshold, "part": part])
    }
    return columns + [("high_demand", "INTEGER"), ("split_type", "TEXT")]
  }

  /// Checks that the split put every row into one of the parts, and at least one into each.
  /// - Returns: the rows of each part.
  func checkSplit(_ db: Database, script: String) throws -> [String: Int] {
    let id = Identifier.quoted(settings.recordIdentifier)
    try db.execute(sql: "CREATE INDEX temp.split_by_identifier ON split (\(id), split_type)")
    var counts: [String: Int] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT split_type, count(*) FROM temp.split GROUP BY 1") {
      let name: String = row[0] ?? "NULL"
      guard Self.parts.contains(name) else {
        throw ForecastingError(
          code: "split", subject: script, expected: "the split types train, validation and test", found: "\"\(name)\"",
          remedy: "correct the script")
      }
      counts[name] = row[1]
    }
    for part in Self.parts where counts[part] == nil {
      throw ForecastingError(
        code: "empty-split", subject: "\(script), part \(part)", expected: "at least one row",
        found: "none (\(Self.parts.map { "\($0) \(counts[$0] ?? 0)" }.joined(separator: ", ")))",
        remedy: "load more rows, or change the fractions under split in pipeline.yml")
    }
    let rows = try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.features") ?? 0
    let matched =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM temp.features JOIN temp.split ON split.\(id) = features.\(id)") ?? 0
    guard rows == matched, rows == counts.values.reduce(0, +) else {
      throw ForecastingError(
        code: "split", subject: script, expected: "one row for each of the \(rows) rows of features",
        found: "\(counts.values.reduce(0, +)), of which \(matched) match", remedy: "correct the script")
    }
    return counts
  }
}
