import Columns
import Foundation
import GradientBoosting

/// Trains the cases that the tests compare with XGBoost and writes the models, for `peers/check_cases.py` to load into any
/// version of real XGBoost.
///
///     Benchmarks cases Tests/GradientBoostingTests/Truth DIR
///
/// Writes `CASE.json`, `CASE.ubj` and `predictions.json`: the predictions of `test.csv` by case.
enum ExportedCases {
  private struct Case: Decodable {
    let name: String
    let weighted: Bool
    let categorical: [String]
    let parameters: [String: String]
  }

  static func write(from truth: String, to folder: String) throws {
    let source = URL(filePath: truth)
    let target = URL(filePath: folder)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: source.appending(path: "cases.json")))
    let train = try table(source.appending(path: "train.csv"))
    let test = try table(source.appending(path: "test.csv"))
    let features = train.names.filter { $0 != "units" && $0 != "weight" }
    var predictions: [String: [Float]] = [:]
    for entry in cases {
      let data = try Dataset(
        features: train.selecting(features), label: train.column("units"),
        weights: entry.weighted ? train.column("weight") : nil, categorical: Set(entry.categorical))
      let parameters = try TrainingParameters(xgboost: entry.parameters.merging(["n_estimators": "6"]) { $1 })
      let model = try Booster.train(parameters, training: data)
      try Data(model.json()).write(to: target.appending(path: "\(entry.name).json"))
      try Data(model.ubjson()).write(to: target.appending(path: "\(entry.name).ubj"))
      predictions[entry.name] = try model.predict(test.selecting(features))
    }
    try JSONEncoder().encode(predictions).write(to: target.appending(path: "predictions.json"))
    print("\(cases.count) cases")
  }

  /// The numbers of a small CSV file.
  private static func table(_ file: URL) throws -> ColumnTable {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return try ColumnTable(
      lines[0].indices.map { index in
        Column(String(lines[0][index]), numbers: lines.dropFirst().map { Double($0[index]) })
      })
  }
}
