import CSV
import FeatureStore
import Foundation
import GRDB
public import Pipelines
import Warehouse

/// The first step: from raw rows to the tables train, validation and test, their CSV files and the feature group.
public struct PreprocessStep: StepRunner {
  /// Creates the step.
  public init() {}

  /// Runs `source.sql`, `features.sql`, `split_METHOD.sql` and `label.sql` of the pipeline.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try ForecastSettings.of(context)
    let warehouse = context.warehouse
    let database = try DatabaseName(settings.database)
    let tables = PreparedTables(database: database, settings: settings)
    let scripts = try PreparationScripts(context, settings)
    try ScriptCheck(context: context, settings: settings, scripts: scripts).run()
    try warehouse.prepare(database)
    try refuseForeignTables(tables, in: warehouse)
    let sources = scripts.sources(in: warehouse)

    let prepared = try warehouse.write(database, reading: sources) { db -> Prepared in
      context.progress("reading the source")
      try db.createTemporaryTable("source", as: scripts.source, scripts.parameters)
      context.progress("computing features")
      try db.createTemporaryTable("features", as: scripts.features, scripts.parameters)
      try db.execute(sql: "DROP TABLE temp.source")
      let checks = SourceChecks(settings: settings, pipeline: context.file.name)
      try checks.checkColumns(try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info('features', 'temp')"))
      try checks.run(db)
      context.progress("splitting")
      try db.createTemporaryTable(
        "split", as: scripts.split,
        scripts.parameters.merging([
          "train_fraction": .real(settings.split.train), "validation_fraction": .real(settings.split.validation),
          "seed": .integer(Int64(settings.split.seed)),
        ]) { $1 })
      let counts = try tables.checkSplit(db, script: scripts.split.origin)
      let answer = try db.rows(
        of: scripts.label,
        scripts.parameters.merging([
          "percentile": .real(settings.highDemandPercentile), "split_method": .text(settings.split.method),
        ]) { $1 })
      guard answer.count == 1, let threshold = answer[0][0] as Double? else {
        throw ForecastingError(
          code: "label-threshold", subject: scripts.label.origin, expected: "one row with one number",
          found: answer.isEmpty ? "no row" : "\(answer.count) rows, the first \(answer[0])",
          remedy: "correct the script")
      }
      let columns = try tables.replace(db, threshold: threshold)
      try record(db, context, tables, counts: counts, threshold: threshold)
      return Prepared(columns: columns, counts: counts, threshold: threshold)
    }

    try context.checkpoint()
    context.progress("filling the feature group")
    let ingestion = try fillFeatureGroup(context, settings, tables, prepared)
    context.progress("writing CSV files")
    let folder = try writeFiles(context, settings, tables)
    let rows = PreparedTables.parts.map { "\($0) \(prepared.counts[$0] ?? 0)" }.joined(separator: ", ")
    return StepOutcome(
      inputs: ["databases": sources.map(\.description).joined(separator: ", "), "split": settings.split.method],
      outputs: [
        "tables": PreparedTables.parts.map { tables.table($0).description }.joined(separator: ", "),
        "rows": rows, "high_demand_threshold": "\(prepared.threshold)", "files": folder,
        "feature_group": settings.featureGroup, "feature_rows_written": "\(ingestion.rowsWritten)",
        "prepared_by": context.execution,
      ],
      message: "\(rows); \(ingestion.rowsWritten) new records in feature group \(settings.featureGroup)"
        + Self.corrections(ingestion),
      products: StepProducts(
        tables: PreparedTables.parts.map { TableSelection(tables.table($0)) } + [
          TableSelection(
            TableName(.featureStore, "feature_ingestions"), columns: ["feature_group_name", "rows_read"],
            where: ["feature_group_name": settings.featureGroup, "execution_id": context.execution])
        ],
        objects: PreparedTables.parts.map { "\(folder)/\($0)/\($0).csv" }))
  }

  /// The raw tables by content, the scripts, and the keys of `pipeline.yml` that the preparation reads.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let settings = try ForecastSettings.of(context)
    let database = try DatabaseName(settings.database)
    let tables = PreparedTables(database: database, settings: settings)
    let scripts = try PreparationScripts(context, settings)
    let own = PreparedTables.parts + [EvaluateStep.predictionsTable, "prepared_splits"]
    let existing = context.warehouse.layout.existingDatabases()
    let databases = Set(scripts.sources(in: context.warehouse) + [database]).filter(existing.contains).sorted()
    let raw = try context.warehouse.tables(
      mentionedIn: scripts.source.sql + "\n" + scripts.features.sql, of: databases
    ).filter { !own.map(tables.table).contains($0) }
    let keys = [
      "database", "feature_group", "output", "record_identifier", "event_time", "date", "series", "label",
      "high_demand_percentile", "bias_facet", "features", "split",
    ]
    var values = try context.file.settings(below: keys, parameters: context.parameters)
    for name in scripts.usedParameters { values["parameter \(name)"] = context.parameters[name]?.description }
    return StepInputs(settings: values, scripts: scripts.all, tables: raw.map { TableSelection($0) })
  }

  /// The settings, and a script for the split.
  public func checkSettings(_ context: StepContext) throws {
    _ = try PreparationScripts(context, ForecastSettings.of(context))
  }

  /// The scripts that prepare the rows, and the one that the evaluation compares with.
  public func checkScripts(_ context: StepContext) throws -> [String] {
    let settings = try ForecastSettings.of(context)
    return try ScriptCheck(
      context: context, settings: settings, scripts: PreparationScripts(context, settings)
    ).notes()
  }

  /// What became of the changes that users made in the feature group, where there are any.
  private static func corrections(_ ingestion: FeatureStore.Ingestion) -> String {
    let (kept, overwritten) = (ingestion.correctionsKept, ingestion.correctionsOverwritten)
    return (kept > 0 ? ", corrections kept there: \(kept)" : "")
      + (overwritten > 0 ? ", corrections overwritten there by changed raw data: \(overwritten)" : "")
  }

  private struct Prepared {
    let columns: [(name: String, type: String)]
    let counts: [String: Int]
    let threshold: Double
  }

  /// A table of raw data that happens to have the name of a part is the user's and stays.
  private func refuseForeignTables(_ tables: PreparedTables, in warehouse: Warehouse) throws {
    try warehouse.read([tables.database]) { db in
      for part in PreparedTables.parts + [EvaluateStep.predictionsTable] {
        let table = tables.table(part)
        let isOurs =
          try Row.fetchOne(
            db, sql: "SELECT 1 FROM \(Identifier.quoted(tables.database.description)).prepared_splits LIMIT 1") != nil
        if !isOurs, try !Catalog.columns(of: table, in: db).isEmpty {
          throw ForecastingError(
            code: "foreign-table", subject: "table \(table)", expected: "a name that is free for the pipeline",
            found: "a table that no pipeline made",
            remedy: "rename the table, or choose another database in pipeline.yml")
        }
      }
    }
  }

  private func record(
    _ db: Database, _ context: StepContext, _ tables: PreparedTables, counts: [String: Int], threshold: Double
  ) throws {
    let ledger = TableName(tables.database, "prepared_splits").sql
    let event = Identifier.quoted(tables.settings.eventTime)
    for part in PreparedTables.parts {
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO \(ledger)
          SELECT ?, ?, ?, ?, min(\(event)), max(\(event)), ?, ? FROM \(tables.table(part).sql)
          """,
        arguments: [
          context.execution, context.file.name, part, counts[part], threshold,
          context.warehouse.surroundings.now().description,
        ])
    }
  }

  private func fillFeatureGroup(
    _ context: StepContext, _ settings: ForecastSettings, _ tables: PreparedTables, _ prepared: Prepared
  ) throws -> FeatureStore.Ingestion {
    let group = FeatureGroup(
      name: settings.featureGroup, recordIdentifier: settings.recordIdentifier, eventTime: settings.eventTime,
      features: prepared.columns.map { Feature($0.name, FeatureType(sqlite: $0.type)) })
    let store = FeatureStore(context.warehouse)
    try store.provide(group, for: context.file.name)
    return try store.ingest(
      into: group, from: PreparedTables.parts.map(tables.table), execution: context.execution)
  }

  private func writeFiles(
    _ context: StepContext, _ settings: ForecastSettings, _ tables: PreparedTables
  ) throws -> String {
    let folder = "\(context.file.name)/\(context.execution)/\(settings.output)"
    let session = try QuerySession(context.warehouse, for: tables.table("train").sql)
    for part in PreparedTables.parts {
      let file = try context.warehouse.objects.prepareFile("\(folder)/\(part)/\(part).csv")
      try TableExport.write(session.prepare("SELECT * FROM \(tables.table(part).sql)"), to: .file(file.path))
    }
    return folder
  }
}
