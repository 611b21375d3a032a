import CSV
import Columns
import Endpoints
import Foundation
import GradientBoosting
import ModelRegistry
import Warehouse

/// The input example of a model that was trained elsewhere: what every later loading of it is compared with.
struct ImportedExample {
  /// How far our prediction may be from the given one, as a part of it (of 1 for a smaller one): what single precision
  /// leaves of the sum of many trees.
  private static let tolerance = 1e-4

  let booster: Booster

  /// A row within the model's own range: for each feature the middle one of the numbers at which its trees split, 0 where
  /// they do not ask for it, the first category where it has names.
  func made() throws -> InputExample {
    var conditions = Array(repeating: [Float](), count: booster.features.count)
    for node in booster.trees.lazy.flatMap(\.nodes) where !node.isLeaf && !node.isCategorical {
      conditions[Int(node.feature)].append(node.condition)
    }
    let values = zip(booster.features, conditions).map { feature, conditions -> Float in
      if case .category = feature.kind { return 0 }
      guard !conditions.isEmpty else { return 0 }
      return conditions.sorted()[conditions.count / 2]
    }
    return try example(FeatureRows(values: values, count: 1))
  }

  /// The row of a CSV file with a header that names the features; where it has the column `prediction` too, our prediction
  /// must be that one.
  /// - Throws: ``ForecastingError`` where the file has not one row, lacks a feature, or the predictions differ.
  func read(_ file: URL) throws -> InputExample {
    let subject = "example \(file.path)"
    guard let bytes = FileManager.default.contents(atPath: file.path) else {
      throw ForecastingError(
        code: "model-example", subject: subject, expected: "a CSV file with a row of features", found: "no such file",
        remedy: "check the path")
    }
    let rows: FeatureRows
    var options = ParsingOptions()
    options.header = .present
    options.ignoresUnknown = true
    do {
      rows = try FeatureRows(
        parsing: [UInt8](bytes), as: .csv, schema: FeatureSchema(booster.features), options: options)
    } catch {
      throw ForecastingError(
        code: "model-example", subject: "\(subject), \(error.subject)", expected: error.expected, found: error.found,
        remedy: "correct the file")
    }
    guard rows.count == 1 else {
      throw ForecastingError(
        code: "model-example", subject: subject, expected: "one row", found: "\(rows.count) rows",
        remedy: "keep one of them")
    }
    let example = try example(rows)
    let reader = try CSVReader(.bytes([UInt8](bytes), name: file.path))
    guard let column = reader.columns.firstIndex(of: "prediction"), try reader.nextRecord() else { return example }
    guard let given = reader.withField(column, { $0.real }) else {
      throw ForecastingError(
        code: "model-example", subject: "\(subject), prediction", expected: "a number", found: "another text",
        remedy: "write what XGBoost predicts for the row")
    }
    guard abs(example.prediction - given) <= Self.tolerance * max(1, abs(given)) else {
      throw ForecastingError(
        code: "model-example", subject: "\(subject), prediction", expected: "\(given)", found: "\(example.prediction)",
        remedy: "check that the row, the order of --features and the model belong together")
    }
    return example
  }

  private func example(_ rows: FeatureRows) throws -> InputExample {
    let schema = FeatureSchema(booster.features)
    let values = schema.values(of: rows, row: 0).map { value -> SQLValue in
      switch value {
      case .number(let number): .real(Double(number))
      case .category(let name): .text(name)
      case .missing: .null
      }
    }
    let prediction = try booster.predict(schema.columns(rows))[0]
    return InputExample(features: Array(zip(schema.names, values)), prediction: Double(prediction))
  }
}
