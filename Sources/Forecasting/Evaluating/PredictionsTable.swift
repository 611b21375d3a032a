import GRDB
import Pipelines
import Warehouse

/// The table `predictions` of a pipeline's database: one row per test row of the last execution, with the model's
/// prediction and the seasonal-naive one.
struct PredictionsTable {
  let tables: PreparedTables

  private var table: TableName { tables.table(EvaluateStep.predictionsTable) }

  /// Replaces the table.
  func replace(_ context: StepContext, identifiers: [SQLValue], predictions values: [Double]) throws {
    let id = Identifier.quoted(tables.settings.recordIdentifier)
    let naive = try context.file.script("seasonal_naive.sql")
    try context.warehouse.write(tables.database) { db in
      let type = try Catalog.columns(of: tables.table("test"), in: db).first {
        $0.name == tables.settings.recordIdentifier
      }?.type
      try db.createTemporaryTable("naive", as: naive)
      try db.execute(sql: "CREATE TEMP TABLE predicted (identifier, prediction REAL)")
      let statement = try db.makeStatement(sql: "INSERT INTO temp.predicted VALUES (?, ?)")
      for (identifier, value) in zip(identifiers, values) {
        statement.setUncheckedArguments([identifier.databaseValue, value])
        try statement.execute()
      }
      try db.execute(sql: "DROP TABLE IF EXISTS \(table.sql)")
      try db.execute(
        sql: """
          CREATE TABLE \(table.sql) (
            \(id) \(type ?? "INTEGER") NOT NULL PRIMARY KEY, prediction REAL NOT NULL, seasonal_naive REAL
          ) STRICT
          """)
      try db.execute(sql: "CREATE INDEX temp.naive_by_identifier ON naive (\(id))")
      try db.execute(
        sql: """
          INSERT INTO \(table.sql)
          SELECT predicted.identifier, predicted.prediction, naive.seasonal_naive
          FROM temp.predicted LEFT JOIN temp.naive ON naive.\(id) = predicted.identifier
          """)
    }
  }
}
