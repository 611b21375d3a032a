import Foundation
import GRDB
public import Pipelines
import Warehouse

/// The fourth step: copies an evaluation into the monitoring database, Athena's role. A run that is ingested again replaces
/// its rows.
public struct IngestEvaluationStep: StepRunner {
  /// Creates the step.
  public init() {}

  /// Reads the evaluation's files and the tables `test` and `predictions`.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try ForecastSettings.of(context)
    let warehouse = context.warehouse
    let monitoring = try DatabaseName(settings.monitoring)
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    try PreparedLedger(tables: tables).checkOwner(context)
    let folder = try context.output("evaluation_folder")
    func text(_ name: String) throws -> String {
      String(decoding: try warehouse.objects.bytes(of: "\(folder)/\(name)"), as: UTF8.self)
    }
    let summary = try text("evaluation_summary.json")
    let head = try JSONDecoder().decode(Head.self, from: Data(summary.utf8))
    let shap = try text("shap_feature_importance.json")
    let profile = try text("data_profile.json")
    let keys: [String: SQLValue] = [
      "eval_timestamp_utc": .text(head.evaluatedAt), "mlflow_run_id": .text(head.run),
    ]
    try warehouse.prepare(monitoring)
    let count = try warehouse.write(monitoring, reading: [tables.database]) { db in
      try ingestSummary(db, monitoring, settings, summary: summary, head: head, now: warehouse.surroundings.now())
      let scripts = warehouse.scripts
      try delete(db, TableName(monitoring, "shap_feature_importance"), run: head.run)
      try db.run(
        scripts.script("ingest/shap_feature_importance.sql"), keys.merging(["shap": .text(shap)]) { $1 })
      try delete(db, TableName(monitoring, "data_profile"), run: head.run)
      try db.run(scripts.script("ingest/data_profile.sql"), keys.merging(["profile": .text(profile)]) { $1 })
      let count = try ingestPredictions(db, monitoring, tables, head: head)
      // Without statistics SQLite takes a run for ten rows and plans joins over its predictions accordingly.
      try db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE \(Identifier.quoted(monitoring.description))")
      return count
    }
    return StepOutcome(
      inputs: ["evaluation": folder],
      outputs: ["database": monitoring.description, "test_predictions": String(count)],
      message: "\(count) predictions and the evaluation of run \(head.run.prefix(8)) in \(monitoring)",
      products: StepProducts(
        tables: Self.monitoringTables.map {
          TableSelection(TableName(monitoring, $0), where: ["mlflow_run_id": head.run])
        }))
  }

  private static let monitoringTables = [
    "evaluation_summary", "shap_feature_importance", "data_profile", "test_predictions",
  ]

  /// The settings of the pipeline.
  public func checkSettings(_ context: StepContext) throws { _ = try ForecastSettings.of(context) }

  /// The evaluation's files and the tables `test` and `predictions`, by content.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let settings = try ForecastSettings.of(context)
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    let folder = try context.output("evaluation_folder")
    let keys = ["database", "monitoring", "record_identifier", "label", "prediction_intervals"]
    let files = ["evaluation_summary.json", "shap_feature_importance.json", "data_profile.json"]
    return StepInputs(
      settings: try context.file.settings(below: keys, parameters: context.parameters),
      scripts: try ["shap_feature_importance", "data_profile"].map {
        try context.warehouse.scripts.script("ingest/\($0).sql")
      },
      tables: ["test", EvaluateStep.predictionsTable].map { TableSelection(tables.table($0)) },
      objects: files.map { .init($0, key: "\(folder)/\($0)") })
  }

  private struct Head: Decodable {
    let evaluatedAt: String
    let run: String

    enum CodingKeys: String, CodingKey {
      case evaluatedAt = "eval_timestamp_utc"
      case run = "mlflow_run_id"
    }

    var date: String { String(evaluatedAt.prefix(10)) }
  }

  private func ingestSummary(
    _ db: Database, _ monitoring: DatabaseName, _ settings: ForecastSettings, summary: String, head: Head,
    now: UTCTimestamp
  ) throws {
    let table = TableName(monitoring, "evaluation_summary")
    let columns = EvaluationSummaryColumns(label: settings.label.column)
    let flat = columns.entries.map(\.column)
    let extra = [
      TableShape.Column("eval_date", "TEXT", isRequired: true),
      TableShape.Column("ingested_at_utc", "TEXT", isRequired: true),
    ]
    // The contract's columns first; those that this program adds follow them.
    let ordered = flat.prefix { $0.name != "wape" } + extra + flat.drop { $0.name != "wape" }
    try TableShape(table, columns: Array(ordered), primaryKey: ["mlflow_run_id"]).ensure(in: db)
    try delete(db, table, run: head.run)
    let names = (flat + extra).map { Identifier.quoted($0.name) }.joined(separator: ", ")
    try db.execute(
      sql: "INSERT INTO \(table.sql) (\(names)) SELECT \(columns.selection), :date, :now",
      arguments: ["summary": summary, "date": head.date, "now": now.description])
  }

  private func ingestPredictions(
    _ db: Database, _ monitoring: DatabaseName, _ tables: PreparedTables, head: Head
  ) throws -> Int {
    let table = TableName(monitoring, "test_predictions")
    let test = try Catalog.columns(of: tables.table("test"), in: db)
    let id = tables.settings.recordIdentifier
    let added = [
      TableShape.Column("prediction", "REAL", isRequired: true),
      TableShape.Column("eval_timestamp_utc", "TEXT", isRequired: true),
      TableShape.Column("mlflow_run_id", "TEXT", isRequired: true),
      TableShape.Column("eval_date", "TEXT", isRequired: true),
    ]
    // Columns that the contract does not name follow those it does.
    let others = ["seasonal_naive"] + (tables.settings.intervals?.columns ?? [])
    let shape = TableShape(
      table,
      columns: test.map { TableShape.Column($0.name, $0.type, isRequired: $0.name == id) } + added
        + others.map { TableShape.Column($0, "REAL") },
      primaryKey: ["mlflow_run_id", id])
    try shape.ensure(in: db)
    try delete(db, table, run: head.run)
    let names = (test.map(\.name) + added.map(\.name) + others).map(Identifier.quoted).joined(separator: ", ")
    let copied = test.map { "test.\(Identifier.quoted($0.name))" }.joined(separator: ", ")
    try db.execute(
      sql: """
        INSERT INTO \(table.sql) (\(names))
        SELECT \(copied), predictions.prediction, :at, :run, :date,
          \(others.map { "predictions.\(Identifier.quoted($0))" }.joined(separator: ", "))
        FROM \(tables.table("test").sql) AS test
        JOIN \(tables.table(EvaluateStep.predictionsTable).sql) AS predictions
          ON predictions.\(Identifier.quoted(id)) = test.\(Identifier.quoted(id))
        """, arguments: ["at": head.evaluatedAt, "run": head.run, "date": head.date])
    return db.changesCount
  }

  private func delete(_ db: Database, _ table: TableName, run: String) throws {
    try db.execute(sql: "DELETE FROM \(table.sql) WHERE mlflow_run_id = ?", arguments: [run])
  }
}
