import GRDB
import Pipelines
import Warehouse

/// Tells which execution filled the tables train, validation and test.
struct PreparedLedger {
  let tables: PreparedTables

  /// The execution whose rows the tables hold: this one, or the one whose preparation it uses again.
  static func preparer(_ context: StepContext) -> String {
    (try? context.output("prepared_by")) ?? context.execution
  }

  /// Checks that the tables are those that this execution prepared or uses again: another pipeline may share the database.
  /// - Throws: ``ForecastingError`` where another execution has replaced them since by other rows.
  func checkOwner(_ context: StepContext) throws {
    let owner: Row? = try context.warehouse.read([tables.database]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT execution_id, pipeline_name FROM \(TableName(tables.database, "prepared_splits").sql)
          ORDER BY prepared_at DESC, execution_id DESC LIMIT 1
          """)
    }
    let preparer = Self.preparer(context)
    guard try owner?[0] == preparer || holdsRows(of: preparer, context) else {
      throw ForecastingError(
        code: "replaced-tables", subject: "database \(tables.database)",
        expected: "the rows that execution \(preparer) prepared",
        found: owner.map { "those of execution \($0[0] as String) of pipeline \($0[1] as String)" } ?? "none",
        remedy:
          "run the whole pipeline again; where several share the database, give each one of its own in pipeline.yml")
    }
  }

  /// Whether the tables hold, row by row, what an execution left in them: a later one may have prepared the same.
  private func holdsRows(of preparer: String, _ context: StepContext) throws -> Bool {
    let left = try context.warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT selection, sha256 FROM mlops.pipeline_step_artifacts
          WHERE execution_id = ? AND direction = 'output' AND kind = 'table' AND name IN (?, ?, ?)
          """, arguments: StatementArguments([preparer] + PreparedTables.parts.map { "\(tables.table($0))" })
      ).map { (selection: $0[0] as String, sha256: $0[1] as String) }
    }
    guard left.count == PreparedTables.parts.count else { return false }
    return try left.allSatisfy { part in
      let now = try TableFingerprint.of(TableSelection(parsing: part.selection), in: context.warehouse)
      return now?.sha256 == part.sha256
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
          """, arguments: [Self.preparer(context)]) ?? 0
    }
  }
}
