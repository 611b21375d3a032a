import Columns
import Foundation
import GradientBoosting

/// Measures training, prediction and explanation; `peers/gradient_boosting.py` runs it beside XGBoost and LightGBM.
///
///     Benchmarks gradient-boosting data KIND ROWS DIR        writes the tables as float32 columns for the peers
///     Benchmarks gradient-boosting rows KIND ROWS DIR        writes rows to be explained or predicted
///     Benchmarks gradient-boosting train KIND ROWS [name=value …]
///     Benchmarks gradient-boosting model KIND ROWS FILE      trains and writes the model that is explained
///     Benchmarks gradient-boosting explain KIND ROWS FILE    contributions of ROWS rows
///     Benchmarks gradient-boosting predict KIND ROWS FILE    predictions of ROWS rows, then 10,000 single rows
///
/// Every measurement is one line of `name=value` pairs: processor seconds, wall seconds, and the memory that was added.
enum GradientBoostingBenchmark {
  static func run(arguments: [String]) throws {
    guard arguments.count >= 3, let kind = GradientBoostingData.Kind(rawValue: arguments[1]),
      let rows = Int(arguments[2]), rows > 0
    else {
      throw Usage()
    }
    switch arguments[0] {
    case "data" where arguments.count == 4: try write(kind, rows: rows, to: URL(filePath: arguments[3]))
    case "rows" where arguments.count == 4:
      try write(kind, rows: rows, parts: [(3, rows)], to: URL(filePath: arguments[3]))
    case "train": try train(kind, rows: rows, settings: Array(arguments.dropFirst(3)))
    case "model" where arguments.count == 4: try writeModel(kind, rows: rows, to: arguments[3])
    case "explain" where arguments.count == 4: try explain(kind, rows: rows, model: arguments[3])
    case "predict" where arguments.count == 4: try predict(kind, rows: rows, model: arguments[3])
    default: throw Usage()
    }
  }

  struct Usage: Error, CustomStringConvertible {
    let description =
      "usage: gradient-boosting data|rows|train|model|explain|predict \(GradientBoostingData.Kind.allCases.map(\.rawValue)) ROWS"
  }

  /// The hyperparameters of the retail pipeline, without early stopping.
  private static let hyperparameters = [
    "n_estimators": "250", "max_depth": "6", "learning_rate": "0.1", "subsample": "0.8", "colsample_bytree": "0.8",
    "nthread": "2",
  ]

  private static func train(_ kind: GradientBoostingData.Kind, rows: Int, settings: [String]) throws {
    var values = hyperparameters
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw Usage() }
      values[parts[0]] = parts[1]
    }
    let parameters = try TrainingParameters(xgboost: values)
    let (features, label) = try GradientBoostingData.table(kind, rows: rows, part: 1)
    let (held, heldLabel) = try GradientBoostingData.table(kind, rows: max(rows / 10, 1000), part: 2)
    let (test, testLabel) = try GradientBoostingData.table(kind, rows: min(rows, 200_000), part: 3)
    let memory = Usage.peakMemory
    let clock = Stopwatch()
    let training = try Dataset(features: features, label: label)
    let validation = try Dataset(features: held, label: heldLabel)
    let model = try Booster.train(
      parameters, training: training, evaluations: [(name: "validation", data: validation)])
    print("train rows=\(rows) \(clock.text) added_mb=\(Usage.megabytes(since: memory))", terminator: "")
    let predictions = try model.predict(test)
    let labels = testLabel.floats ?? []
    let squares = zip(predictions, labels).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    print(" rmse=\((squares / Double(labels.count)).squareRoot())")
  }

  private static func writeModel(_ kind: GradientBoostingData.Kind, rows: Int, to file: String) throws {
    let (features, label) = try GradientBoostingData.table(kind, rows: rows, part: 1)
    let model = try Booster.train(
      TrainingParameters(xgboost: hyperparameters), training: Dataset(features: features, label: label))
    try Data(model.json()).write(to: URL(filePath: file))
  }

  private static func read(_ file: String) throws -> Booster {
    try Booster(reading: [UInt8](Data(contentsOf: URL(filePath: file))))
  }

  private static func explain(_ kind: GradientBoostingData.Kind, rows: Int, model file: String) throws {
    let model = try read(file)
    let (test, _) = try GradientBoostingData.table(kind, rows: rows, part: 3)
    let memory = Usage.peakMemory
    let clock = Stopwatch()
    let contributions = try model.contributions(test)
    print("explain rows=\(rows) \(clock.text) added_mb=\(Usage.megabytes(since: memory))", terminator: "")
    // Told in full so that a peer can compare.
    print(" sum=\(contributions.values.reduce(0.0) { $0 + abs(Double($1)) })")
  }

  private static func predict(_ kind: GradientBoostingData.Kind, rows: Int, model file: String) throws {
    let model = try read(file)
    let (test, _) = try GradientBoostingData.table(kind, rows: rows, part: 3)
    let memory = Usage.peakMemory
    var clock = Stopwatch()
    let predictions = try model.predict(test)
    print("predict rows=\(rows) \(clock.text) added_mb=\(Usage.megabytes(since: memory))", terminator: "")
    print(" sum=\(predictions.reduce(0.0) { $0 + abs(Double($1)) })")
    let row = test.columns.compactMap(\.floats).map { $0[0] }
    clock = Stopwatch()
    var sum: Float = 0
    for _ in 0..<10_000 { sum += model.predict(row: row.span) }
    print("single-row rows=10000 \(clock.text) mean=\(sum / 10_000)")
  }

  /// Writes `KIND-ROWS-PART.f32`: the columns one after the other, then the label.
  private static func write(
    _ kind: GradientBoostingData.Kind, rows: Int, parts: [(UInt64, Int)]? = nil, to folder: URL
  ) throws {
    for (part, count) in parts ?? [(1, rows), (2, max(rows / 10, 1000)), (3, min(rows, 200_000))] {
      let (features, label) = try GradientBoostingData.table(kind, rows: count, part: part)
      var data = Data()
      for column in features.columns + [label] {
        (column.floats ?? []).withUnsafeBytes { data.append(contentsOf: $0) }
      }
      try data.write(to: folder.appending(path: "\(kind.rawValue)-\(rows)-\(part).f32"))
    }
  }
}

extension GradientBoostingBenchmark.Usage {
  /// The largest resident size so far, in kilobytes on Linux.
  fileprivate static var peakMemory: Int { Stopwatch.peakMemory }

  /// What the peak has grown by, in megabytes.
  fileprivate static func megabytes(since memory: Int) -> String {
    String(format: "%.1f", Double(peakMemory - memory) / 1024)
  }
}
