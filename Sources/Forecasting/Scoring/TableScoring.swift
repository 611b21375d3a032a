import Columns
import GRDB
import GradientBoosting
public import Pipelines
public import Warehouse

/// Predicts the rows of a table that has the columns of `features.sql`, with the model of an execution.
public struct TableScoring: Sendable {
  private let settings: ForecastSettings
  private let booster: Booster
  private let warehouse: Warehouse

  /// Loads the model that an execution of a pipeline trained.
  /// - Throws: ``ForecastingError`` where the execution trained none.
  public init(execution: String, of file: PipelineFile, in warehouse: Warehouse) throws {
    let values = try file.definition().values(overriddenBy: [])
    settings = try file.settings(ForecastSettings.self, parameters: values)
    self.warehouse = warehouse
    let folder = try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT outputs ->> '$.model_folder' FROM mlops.pipeline_execution_steps
          WHERE execution_id = ? AND outputs ->> '$.model_folder' IS NOT NULL
          """, arguments: [execution])
    }
    guard let folder else {
      throw ForecastingError(
        code: "no-model", subject: "execution \(execution)", expected: "a step that trained a model", found: "none",
        remedy: "run the pipeline again")
    }
    booster = try ModelArchive.booster(in: folder, of: warehouse.objects)
  }

  /// One prediction for each row, in the order of the rowids, with the row's identifier.
  public func predictions(of table: TableName) throws -> [(identifier: SQLValue, prediction: Double)] {
    let names = settings.features.map(Identifier.quoted).joined(separator: ", ")
    let session = try QuerySession(warehouse, databases: [table.database])
    let rows = try ColumnReader.read(session.prepare("SELECT \(names) FROM \(table.sql) ORDER BY rowid"))
    let predicted = try booster.predictionColumn(rows).doubles ?? []
    let identifiers = try session.prepare(
      "SELECT \(Identifier.quoted(settings.recordIdentifier)) FROM \(table.sql) ORDER BY rowid"
    ).allRows()
    return zip(identifiers, predicted).map { (identifier: $0[0], prediction: $1) }
  }
}
