import GRDB
import Pipelines
import Warehouse

/// The table `predictions` of a pipeline's database: one row per test row of the last execution, with the model's
/// prediction, its quantiles where the pipeline has them, and the seasonal-naive forecast.
struct PredictionsTable {
  let tables: PreparedTables

  private var table: TableName { tables.table(EvaluateStep.predictionsTable) }

  /// Replaces the table.
  /// - Parameter columns: The model's columns, `prediction` first.
  func replace(
    _ context: StepContext, identifiers: [SQLValue], predictions columns: [(name: String, values: [Double])]
  ) throws {
    let names = columns.map { Identifier.quoted($0.name) }
    let id = Identifier.quoted(tables.settings.recordIdentifier)
    let naive = try context.file.script("seasonal_naive.sql")
    try context.warehouse.write(tables.database) { db in
      let type = try Catalog.columns(of: tables.table("test"), in: db).first {
        $0.name == tables.settings.recordIdentifier
      }?.type
      try db.createTemporaryTable("naive", as: naive)
      let definitions = names.map { "\($0) REAL" }.joined(separator: ", ")
      try db.execute(sql: "CREATE TEMP TABLE predicted (identifier, \(definitions))")
      let marks = Array(repeating: "?", count: names.count + 1).joined(separator: ", ")
      let statement = try db.makeStatement(sql: "INSERT INTO temp.predicted VALUES (\(marks))")
      for (row, identifier) in identifiers.enumerated() {
        let values = columns.map { $0.values[row].databaseValue }
        statement.setUncheckedArguments(StatementArguments([identifier.databaseValue] + values))
        try statement.execute()
      }
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.sql)")
      try db.execute(
        sql: """
          CREATE TABLE \(table.sql) (
            \(id) \(type ?? "INTEGER") NOT NULL PRIMARY KEY,
            \(names.map { "\($0) REAL NOT NULL" }.joined(separator: ", ")), seasonal_naive REAL
          ) STRICT
          """)
      try db.execute(sql: "CREATE INDEX temp.naive_by_identifier ON naive (\(id))")
      try db.execute(
        sql: """
          INSERT INTO \(table.sql)
          SELECT predicted.identifier, \(names.map { "predicted.\($0)" }.joined(separator: ", ")), naive.seasonal_naive
          FROM temp.predicted LEFT JOIN temp.naive ON naive.\(id) = predicted.identifier
          """)
    }
  }
}
