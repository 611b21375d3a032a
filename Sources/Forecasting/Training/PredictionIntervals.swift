import Columns
import Endpoints
import GradientBoosting

/// Quantiles beside the prediction, such as p10 and p90, from a model of their own (`reg:quantileerror`).
struct PredictionIntervals: Sendable {
  /// The file of the model, beside that of the point forecast.
  static let fileName = QuantileModel.fileName

  /// The quantiles, ascending, each between 0 and 1.
  let levels: [Double]

  /// The column of each quantile: `p10` for 0.1, `p97_5` for 0.975.
  var columns: [String] { QuantileModel.names(of: levels) }

  /// Trains the quantiles with the settings of the point forecast; early stopping watches their own loss.
  func train(
    like parameters: TrainingParameters, training: Dataset, validation: Dataset,
    onRound: (RoundReport) throws -> TrainingDecision
  ) throws -> Booster {
    var own = parameters
    own.objective = .quantile(levels.map(Float.init))
    own.metrics = []
    own.baseScore = nil
    return try Booster.train(own, training: training, evaluations: [("val", validation)], onRound: onRound)
  }

  /// The quantiles of rows, column by column. In every row they ascend: where the model's cross, they are put in order.
  func predict(_ booster: Booster, _ features: ColumnTable) throws -> [[Double]] {
    let values = try booster.predict(features)
    var columns = levels.map { _ in [Double]() }
    for row in 0..<features.rowCount {
      let quantiles = values[row * levels.count..<(row + 1) * levels.count].sorted()
      for (index, value) in quantiles.enumerated() { columns[index].append(Double(value)) }
    }
    return columns
  }
}

/// Predicted quantiles of the test rows.
struct PredictedIntervals {
  /// The name and the values of every quantile, ascending.
  let columns: [(name: String, values: [Double])]

  /// The share of rows whose actual value lies between the lowest and the highest quantile, both included.
  func coverage(of actual: [Double]) -> Double? {
    guard let low = columns.first?.values, let high = columns.last?.values, !actual.isEmpty else { return nil }
    return Double(actual.indices.count { low[$0] <= actual[$0] && actual[$0] <= high[$0] }) / Double(actual.count)
  }

  /// The mean distance between the lowest and the highest quantile.
  var meanWidth: Double? {
    guard let low = columns.first?.values, let high = columns.last?.values, !low.isEmpty else { return nil }
    return zip(low, high).reduce(0) { $0 + $1.1 - $1.0 } / Double(low.count)
  }
}
