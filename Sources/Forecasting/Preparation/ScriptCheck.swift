import GRDB
import Pipelines
import Warehouse

/// Prepares the scripts of a pipeline without running them: each on empty tables with the columns that those before it give.
struct ScriptCheck {
  let context: StepContext
  let settings: ForecastSettings
  let scripts: PreparationScripts

  /// Prepares the scripts of the preparation.
  /// - Throws: `WarehouseError` with the place where the SQL is wrong; ``ForecastingError`` for a table that is not there, with
  ///   the command that loads it, and for columns that `pipeline.yml` asks for in vain.
  func run() throws {
    try onEmptyTables(scripts.all) { tables in
      _ = try tables.prepareAll(scripts, settings, pipeline: context.file.name)
      if let (script, table) = tables.missing.first { throw missing(table, script) }
    }
  }

  /// Prepares these scripts and the one of the seasonal-naive forecast as far as the tables are there.
  /// - Returns: the tables that are not, a line each.
  /// - Throws: as ``run()``, but for missing tables.
  func notes() throws -> [String] {
    let naive = try context.file.script("seasonal_naive.sql")
    return try onEmptyTables(scripts.all + [naive]) { tables in
      if let columns = try tables.prepareAll(scripts, settings, pipeline: context.file.name) {
        for part in PreparedTables.parts { try tables.make(part, columns + PreparedTables.addedColumns.sorted()) }
      }
      _ = try tables.prepare(naive)
      return tables.missing.map { script, table in
        "\(script): there is no table \(table) yet; \(load(table))"
      }
    }
  }

  private func onEmptyTables<Result>(
    _ scripts: [SQLScript], _ body: (EmptyTables) throws -> Result
  ) throws -> Result {
    let warehouse = context.warehouse
    return try warehouse.scratch(reading: warehouse.databases(mentionedIn: scripts.map(\.sql).joined(separator: "\n")))
    {
      try body(EmptyTables($0))
    }
  }

  private func missing(_ table: String, _ script: String) -> ForecastingError {
    ForecastingError(
      code: "missing-table", subject: script, expected: "the table \(table)", found: "no such table",
      remedy: load(table))
  }

  private func load(_ table: String) -> String {
    let incoming = try? context.file.settings(below: ["incoming"], parameters: context.parameters)["incoming.table"]
    let intake = incoming == table ? ", or `stockroom pipeline intake \(context.file.name)`," : ""
    let name = table.contains(".") ? table : "db.\(table)"
    return "`stockroom ingest FILE --table \(name)`\(intake) loads it; `stockroom tables` lists what there is"
  }
}

/// Temporary tables without rows, and the scripts that read them.
private final class EmptyTables {
  private let db: Database
  /// The tables of the warehouse that scripts name and that are not there.
  private(set) var missing: [(script: String, table: String)] = []
  private var isWhole: Bool { missing.isEmpty }

  init(_ db: Database) { self.db = db }

  /// Prepares the scripts in their order.
  /// - Returns: the columns of `features.sql`, `nil` where a missing table keeps them unknown.
  func prepareAll(
    _ scripts: PreparationScripts, _ settings: ForecastSettings, pipeline: String
  ) throws -> [String]? {
    if let columns = try prepare(scripts.source) { try make("source", columns) }
    let features = try prepare(scripts.features)
    if let features {
      try SourceChecks(settings: settings, pipeline: pipeline).checkColumns(features)
      try make("features", features)
    }
    if isWhole { try db.execute(sql: "DROP TABLE temp.source") }
    if let columns = try prepare(scripts.split) { try make("split", columns) }
    _ = try prepare(scripts.label)
    return features
  }

  /// - Returns: the columns that a script gives; `nil` where it cannot be told, because a table is missing.
  func prepare(_ script: SQLScript) throws -> [String]? {
    do {
      return try db.columns(of: script)
    } catch let error as WarehouseError where error.code == "sql" {
      // What comes after a missing table is checked as far as its syntax goes.
      if !isWhole, error.found.hasPrefix("no such ") { return nil }
      guard let table = error.missingTable else { throw error }
      missing.append((script.origin, table))
      return nil
    }
  }

  func make(_ table: String, _ columns: [String]) throws {
    var seen: [String: Int] = [:]
    let names = columns.map { column in
      let count = seen[column.lowercased(), default: 0]
      seen[column.lowercased()] = count + 1
      return Identifier.quoted(count == 0 ? column : "\(column):\(count)")
    }
    try db.execute(sql: "CREATE TEMP TABLE \(Identifier.quoted(table)) (\(names.joined(separator: ", ")))")
  }
}

extension WarehouseError {
  /// The table that a statement names in vain.
  fileprivate var missingTable: String? {
    let words = "no such table: "
    guard found.hasPrefix(words) else { return nil }
    return found.dropFirst(words.count).split(separator: "\n").first.map(String.init)
  }
}
