import Columns
import Evaluation
import Warehouse

/// How good the forecast is that repeats the value of a season ago.
struct NaiveForecast {
  let rmse: Double?
  let mae: Double?
  let rowCount: Int

  /// Reads the rows that have such a value from the tables `test` and `predictions`.
  init(of tables: PreparedTables, in warehouse: Warehouse) throws {
    let id = Identifier.quoted(tables.settings.recordIdentifier)
    let sql = """
      SELECT test.\(Identifier.quoted(tables.settings.label.column)) AS label, seasonal_naive
      FROM \(tables.table("test").sql) AS test
      JOIN \(tables.table(EvaluateStep.predictionsTable).sql) AS predictions ON predictions.\(id) = test.\(id)
      WHERE seasonal_naive IS NOT NULL
      """
    let session = try QuerySession(warehouse, for: sql)
    let rows = try ColumnReader.read(session.prepare(sql, origin: "the seasonal-naive rows"))
    rowCount = rows.rowCount
    guard rows.rowCount > 0 else {
      rmse = nil
      mae = nil
      return
    }
    let metrics = try RegressionMetrics(actual: rows.column("label"), predicted: rows.column("seasonal_naive"))
    rmse = metrics.rmse
    mae = metrics.mae
  }
}
