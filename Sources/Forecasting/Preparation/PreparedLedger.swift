import GRDB
import Pipelines
import Warehouse

/// Tells which execution filled the tables train, validation and test.
struct PreparedLedger {
  let tables: PreparedTables

  /// The execution whose rows the tables hold: this one, or the one whose preparation it uses again.
  private func preparer(_ context: StepContext) -> String {
    (try? context.output("prepared_by")) ?? context.execution
  }

  /// Checks that the tables are those that this execution prepared or uses again: another pipeline may share the database.
  /// - Throws: ``ForecastingError`` where another execution has replaced them since.
  func checkOwner(_ context: StepContext) throws {
    let owner: Row? = try context.warehouse.read([tables.database]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT execution_id, pipeline_name FROM \(TableName(tables.database, "prepared_splits").sql)
          ORDER BY prepared_at DESC, execution_id DESC LIMIT 1
          """)
    }
    let preparer = preparer(context)
    guard let owner, owner[0] == preparer else {
      throw ForecastingError(
        code: "replaced-tables", subject: "database \(tables.database)",
        expected: "the tables of execution \(preparer)",
        found: owner.map { "those of execution \($0[0] as String) of pipeline \($0[1] as String)" } ?? "none",
        remedy: "give each pipeline a database of its own in pipeline.yml, and run the pipeline again")
    }
  }

  /// The label from which on demand is high, as this execution found it.
  func highDemandThreshold(_ context: StepContext) throws -> Double {
    try context.warehouse.read([tables.database]) { db in
      try Double.fetchOne(
        db,
        sql: """
          SELECT high_demand_threshold FROM \(TableName(tables.database, "prepared_splits").sql)
          WHERE execution_id = ? LIMIT 1
          """, arguments: [preparer(context)]) ?? 0
    }
  }
}
