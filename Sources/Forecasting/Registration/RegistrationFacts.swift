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

  /// Training rows that a version keeps at most.
  private static let baselineLimit = 2000

  private var test: TableName { get throws { try table("test") } }

  private var booster: Booster {
    get throws { try ModelArchive.booster(in: context.output("model_folder"), of: context.warehouse.objects) }
  }

  private func table(_ part: String) throws -> TableName {
    PreparedTables(database: try DatabaseName(settings.database), settings: settings).table(part)
  }

  /// The first test row with the prediction of the stored model.
  func inputExample() throws -> InputExample? {
    let features = settings.features.map(Identifier.quoted).joined(separator: ", ")
    let sql = "SELECT \(features) FROM \(try test.sql) ORDER BY rowid LIMIT 1"
    let session = try QuerySession(context.warehouse, for: sql)
    let cursor = try session.prepare(sql, origin: "table \(try test)")
    guard try cursor.step() else { return nil }
    let values = cursor.row()
    let row = try ColumnReader.read(session.prepare(sql, origin: "table \(try test)"))
    guard let prediction = try booster.predict(row).first else { return nil }
    return InputExample(
      features: zip(settings.features, values).map { ($0, $1) }, prediction: Double(prediction))
  }

  /// Training rows in even steps, with what the stored model says of them.
  func baseline() throws -> ModelBaseline {
    let train = try table("train")
    let features = settings.features.map(Identifier.quoted).joined(separator: ", ")
    let sql = """
      SELECT \(features) FROM \(train.sql)
      WHERE rowid % (SELECT max(1, (count(*) + \(Self.baselineLimit - 1)) / \(Self.baselineLimit)) FROM \(train.sql)) = 0
      ORDER BY rowid
      """
    let session = try QuerySession(context.warehouse, for: sql)
    let rows = try session.prepare(sql, origin: "table \(train)").allRows()
    let table = try ColumnReader.read(session.prepare(sql, origin: "table \(train)"))
    let predictions = try booster.predict(table)
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
    let test = try test
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
