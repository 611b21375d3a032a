public import Columns

/// How far predictions are from what happened.
///
/// As JSON: `n`, `rmse`, `mae`, `r2`, `wape`, `bias`; a metric that is not defined is `null`.
public struct RegressionMetrics: Sendable, Equatable, Codable {
  /// The number of rows.
  public let n: Int
  /// The root of the mean squared error, in the unit of the label.
  public let rmse: Double
  /// The mean absolute error, in the unit of the label.
  public let mae: Double
  /// The coefficient of determination, 1 - Σ(y - ŷ)² / Σ(y - ȳ)²; `nil` where all labels are equal.
  public let r2: Double?
  /// The weighted absolute percentage error, Σ|y - ŷ| / Σ|y|, as a fraction; `nil` where all labels are 0.
  public let wape: Double?
  /// The mean of prediction - label, in the unit of the label: positive where the model forecasts too much.
  public let bias: Double

  /// Compares numbers row by row.
  /// - Throws: ``EvaluationError`` where there is no row, the lengths differ or a number is not finite.
  public init(actual: [Double], predicted: [Double]) throws(EvaluationError) {
    try self.init(actual: actual, named: "actual", predicted: predicted, named: "predicted")
  }

  /// Compares two columns row by row.
  /// - Throws: ``EvaluationError`` where there is no row, the lengths differ, or a row has no finite number.
  public init(actual: Column, predicted: Column) throws(EvaluationError) {
    try self.init(
      actual: try actual.finiteNumbers(), named: actual.name, predicted: try predicted.finiteNumbers(),
      named: predicted.name)
  }

  private init(
    actual: [Double], named actualName: String, predicted: [Double], named predictedName: String
  ) throws(EvaluationError) {
    guard actual.count == predicted.count else {
      throw .unequalLengths(actualName, actual.count, predictedName, predicted.count)
    }
    guard !actual.isEmpty else { throw .noRows("evaluation") }
    var labels = 0.0
    var absoluteLabels = 0.0
    var errors = 0.0
    var absoluteErrors = 0.0
    var squaredErrors = 0.0
    for row in actual.indices {
      guard actual[row].isFinite else { throw .notFinite(actualName, row: row, found: "\(actual[row])") }
      guard predicted[row].isFinite else { throw .notFinite(predictedName, row: row, found: "\(predicted[row])") }
      let error = predicted[row] - actual[row]
      labels += actual[row]
      absoluteLabels += abs(actual[row])
      errors += error
      absoluteErrors += abs(error)
      squaredErrors += error * error
    }
    let count = Double(actual.count)
    let mean = labels / count
    // A second pass over the deviations: one pass over squares would cancel where the labels are large.
    var squaredDeviations = 0.0
    for label in actual { squaredDeviations += (label - mean) * (label - mean) }
    let varies = actual.contains { $0 != actual[0] }
    n = actual.count
    rmse = (squaredErrors / count).squareRoot()
    mae = absoluteErrors / count
    r2 = varies ? 1 - squaredErrors / squaredDeviations : nil
    wape = absoluteLabels > 0 ? absoluteErrors / absoluteLabels : nil
    bias = errors / count
  }

  /// Writes every key, `null` for a metric that is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(n, forKey: .n)
    try container.encode(rmse, forKey: .rmse)
    try container.encode(mae, forKey: .mae)
    try container.encode(r2, forKey: .r2)
    try container.encode(wape, forKey: .wape)
    try container.encode(bias, forKey: .bias)
  }

  private enum CodingKeys: String, CodingKey {
    case n, rmse, mae, r2, wape, bias
  }
}
