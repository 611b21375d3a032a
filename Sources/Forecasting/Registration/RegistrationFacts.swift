import Foundation
import GRDB
import GradientBoosting
import ModelRegistry
import Pipelines
import Warehouse

/// What a model version holds beside its figures: with what it was trained, and how to tell that it was loaded rightly.
struct RegistrationFacts {
  let settings: ForecastSettings
  let context: StepContext
  /// The stored model.
  private let booster: Booster

  /// Training rows that a version keeps at most.
  private static let baselineLimit = 2000

  init(settings: ForecastSettings, context: StepContext) throws {
    self.settings = settings
    self.context = context
    booster = try ModelArchive.booster(in: context.output("model_folder"), of: context.warehouse.objects)
  }

  private func table(_ part: String) throws -> TableName {
    PreparedTables(database: try DatabaseName(settings.database), settings: settings).table(part)
  }

  /// Rows of features with what the stored model says of them.
  /// - Parameter condition: what follows `FROM table`.
  private func predicted(_ table: TableName, _ condition: String) throws -> (rows: [[SQLValue]], predictions: [Float]) {
    let features = settings.features.map(Identifier.quoted).joined(separator: ", ")
    let sql = "SELECT \(features) FROM \(table.sql) \(condition)"
    let session = try QuerySession(context.warehouse, for: sql)
    let rows = try session.prepare(sql, origin: "table \(table)").allRows()
    let columns = try ColumnReader.read(session.prepare(sql, origin: "table \(table)"))
    return (rows, try booster.predict(columns))
  }

  /// The first test row with the prediction of the stored model.
  func inputExample() throws -> InputExample? {
    let (rows, predictions) = try predicted(table("test"), "ORDER BY rowid LIMIT 1")
    guard let row = rows.first, let prediction = predictions.first else { return nil }
    return InputExample(features: zip(settings.features, row).map { ($0, $1) }, prediction: Double(prediction))
  }

  /// Training rows in even steps, with what the stored model says of them.
  func baseline() throws -> ModelBaseline {
    let train = try table("train")
    let limit = Self.baselineLimit
    let (rows, predictions) = try predicted(
      train, "WHERE rowid % (SELECT max(1, (count(*) + \(limit - 1)) / \(limit)) FROM \(train.sql)) = 0 ORDER BY rowid")
    let prediction = ModelBaseline.Column(
      name: settings.label.column, role: .prediction,
      // The shortest digits of a single precision number.
      values: predictions.map { .real(Double("\($0)") ?? Double($0)) })
    return ModelBaseline(
      columns: settings.features.enumerated().map { index, name in
        ModelBaseline.Column(name: name, role: .feature, values: rows.map { $0[index] })
      } + [prediction])
  }

  /// The types of the features in their order, as the test table declares them.
  func featureTypes() throws -> [String] {
    let test = try table("test")
    return try context.warehouse.read([test.database]) { db in
      let types = Dictionary(
        try Catalog.columns(of: test, in: db).map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
      return settings.features.map { types[$0] ?? "" }
    }
  }

  /// The parameters of the training run.
  func parameters() throws -> [String: String] {
    let run = try context.output("mlflow_run_id")
    return try context.warehouse.read([.mlops]) { db in
      Dictionary(
        try Row.fetchAll(
          db, sql: "SELECT name, value FROM mlops.run_params WHERE mlflow_run_id = ?", arguments: [run]
        ).map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// SHA-256 of the training rows as `train.csv` holds them.
  func trainingDataHash() throws -> String {
    try context.warehouse.objects.describe("\(context.output("files"))/train/train.csv").sha256
  }
}
