import Columns
import Endpoints
import Events
import Foundation
import GradientBoosting
public import ModelRegistry
public import Warehouse

/// Lets two versions of a model predict the same rows: the test rows of the newer one, as the monitoring tables keep them.
public struct ModelComparison: Sendable {
  /// A column with so many different values at most divides the rows into segments where none is named.
  private static let segmentLimit = 7

  private let warehouse: Warehouse

  /// Comparisons in a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// The rows that both versions scored, as `sql/operations/model_comparison.sql` takes them.
  /// - Parameter segments: the columns whose values divide the rows; where it is empty, those with few different values.
  /// - Throws: ``ForecastingError`` where the newer version has no test rows, or they lack what a version or a segment needs;
  ///   `ModelRegistryError` where an artifact is damaged.
  public func scoredRows(_ a: ModelPackage, _ b: ModelPackage, segments: [String]) throws -> String {
    let newer = a.version > b.version ? a : b
    let table = try testRows(of: newer)
    let columns = try warehouse.read([table.database]) { try Catalog.columns(of: table, in: $0) }.map(\.name)
    for (column, user) in [a, b].flatMap({ package in package.featureColumns.map { ($0, package.name) } })
      + segments.map({ ($0, "--segment") }) + [(newer.label, newer.name)] where !columns.contains(column)
    {
      throw ForecastingError(
        code: "no-common-rows", subject: "table \(table)", expected: "the column \(column), for \(user)",
        found: columns.joined(separator: ", "), remedy: "compare versions whose features are among the columns")
    }
    let added = ["prediction", "seasonal_naive", "mlflow_run_id", "eval_timestamp_utc", "eval_date", "split_type"]
    let candidates = segments.isEmpty ? columns.filter { !added.contains($0) && $0 != newer.label } : segments
    var names: [String] = []
    for name in a.featureColumns + b.featureColumns + [newer.label] + candidates where !names.contains(name) {
      names.append(name)
    }
    let sql = """
      SELECT \(names.map(Identifier.quoted).joined(separator: ", ")) FROM \(table.sql) WHERE mlflow_run_id = :run
      """
    let session = try QuerySession(warehouse, for: sql)
    let rows = try ColumnReader.read(
      session.prepare(sql, origin: "table \(table)", parameters: ["run": .text(newer.run ?? "")]))
    let dividing = try candidates.filter { try !segments.isEmpty || Self.isSegment(rows.column($0)) }
    return try Self.json(
      rows, label: newer.label, predictions: [try predict(a, rows), try predict(b, rows)], segments: dividing)
  }

  /// The monitoring table that holds the test rows of a version.
  private func testRows(of package: ModelPackage) throws -> TableName {
    for database in warehouse.layout.existingDatabases() where database.description.hasPrefix("monitor_") {
      let table = TableName(database, "test_predictions")
      let sql = "SELECT 1 FROM \(table.sql) WHERE mlflow_run_id = :run LIMIT 1"
      let isThere = try warehouse.read([database]) { try !Catalog.columns(of: table, in: $0).isEmpty }
      guard isThere, let run = package.run else { continue }
      let session = try QuerySession(warehouse, for: sql)
      if try !session.prepare(sql, parameters: ["run": .text(run)]).allRows().isEmpty { return table }
    }
    throw ForecastingError(
      code: "no-test-rows", subject: "model package \(package.name)",
      expected: "the test rows of its run in a monitoring database", found: "none",
      remedy: "compare versions that a pipeline evaluated and ingested")
  }

  private func predict(_ package: ModelPackage, _ rows: ColumnTable) throws -> [Float] {
    try ModelRegistry(warehouse).verify(package).demandIntact()
    return try ModelLoader(warehouse).load(package).booster.predict(rows.selecting(package.featureColumns))
  }

  private static func isSegment(_ column: Column) -> Bool {
    var values: Set<String> = []
    for row in 0..<column.count {
      values.insert(column.text(at: row) ?? "")
      if values.count > segmentLimit { return false }
    }
    return values.count > 1
  }

  private static func json(
    _ rows: ColumnTable, label: String, predictions: [[Float]], segments: [String]
  ) throws -> String {
    let actual = try rows.column(label)
    let labels = actual.doubles ?? []
    let dividing = try segments.map { ($0, try rows.column($0)) }
    var text = "["
    for row in 0..<rows.rowCount where actual.holdsValue(at: row) {
      if text.utf8.count > 1 { text += "," }
      let values: [String: JSONValue] = Dictionary(
        dividing.map { name, column in
          (name, column.text(at: row).map(JSONValue.string) ?? .null)
        }
      ) { $1 }
      let line: JSONValue = [
        .number(labels[row]), .number(Double(predictions[0][row])), .number(Double(predictions[1][row])),
        .object(values),
      ]
      text += line.description
    }
    return text + "]"
  }
}
