import Columns
import Foundation
import GradientBoosting
import Testing

/// What XGBoost says about small tables; `Truth/make_truth.py` wrote it.
struct TruthCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let weighted: Bool
  let categorical: [String]
  let outputs: Int
  let parameters: [String: String]
  let metric: String
  let train: [Double]
  let test: [Double]
  let predictions: [Float]
  let margins: [Float]
  let leaves: [Int32]
  let contributions: [Float]
  let importances: [String: [String: Double]]
  let interactions: [Float]?

  var testDescription: String { name }

  /// The model as XGBoost saved it.
  func model() throws -> Booster { try Booster(reading: Truth.bytes(file)) }

  /// The same training in this library.
  func trained(
    onRound: (RoundReport) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> Booster {
    let training = try Truth.dataset("train.csv", categorical: Set(categorical), weighted: weighted)
    let test = try Truth.dataset("test.csv", categorical: Set(categorical))
    var parameters = parameters
    parameters["n_estimators"] = "6"
    return try Booster.train(
      TrainingParameters(xgboost: parameters), training: training,
      evaluations: [(name: "train", data: training), (name: "test", data: test)], onRound: onRound)
  }
}

/// The files of `Truth`.
enum Truth {
  static let cases: [TruthCase] = {
    do { return try JSONDecoder().decode([TruthCase].self, from: Data(bytes("cases.json"))) } catch { return [] }
  }()

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Truth")
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// All columns of a table; an empty cell is missing.
  static func table(_ name: String) throws -> ColumnTable {
    let lines = String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n")
    let header = lines[0].split(separator: ",").map(String.init)
    var columns = Array(repeating: [Double?](), count: header.count)
    for line in lines.dropFirst() {
      for (index, cell) in line.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
        columns[index].append(Double(cell))
      }
    }
    return try ColumnTable(zip(header, columns).map { Column($0, numbers: $1) })
  }

  static let features = ["store", "weekday", "price", "discount", "promo", "temperature", "rain", "month"]

  static func featureTable(_ name: String) throws -> ColumnTable { try table(name).selecting(features) }

  static func dataset(_ name: String, categorical: Set<String> = [], weighted: Bool = false) throws -> Dataset {
    let table = try table(name)
    return try Dataset(
      features: table.selecting(features), label: table.column("units"),
      weights: weighted ? table.column("weight") : nil, categorical: categorical)
  }
}
