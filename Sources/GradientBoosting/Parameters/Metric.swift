/// How well predictions meet labels, under XGBoost's names. Smaller is better for all of them.
public enum Metric: Sendable, Equatable {
  /// `rmse`, in the unit of the label.
  case rootMeanSquaredError
  /// `mae`, in the unit of the label.
  case meanAbsoluteError
  /// `mape`, a share of the label; rows labelled 0 give infinity as in XGBoost.
  case meanAbsolutePercentageError
  /// `mphe`, the mean pseudo-Huber loss.
  case meanPseudoHuber(slope: Float)
  /// `poisson-nloglik`.
  case poissonLogLikelihood
  /// `tweedie-nloglik@POWER`.
  case tweedieLogLikelihood(variancePower: Float)
  /// `quantile`, the mean pinball loss over all levels.
  case quantile([Float])

  /// XGBoost's name.
  public var name: String {
    switch self {
    case .rootMeanSquaredError: "rmse"
    case .meanAbsoluteError: "mae"
    case .meanAbsolutePercentageError: "mape"
    case .meanPseudoHuber: "mphe"
    case .poissonLogLikelihood: "poisson-nloglik"
    case .tweedieLogLikelihood(let power): "tweedie-nloglik@\(shortText(power))"
    case .quantile: "quantile"
    }
  }

  static let names = ["rmse", "mae", "mape", "mphe", "poisson-nloglik", "tweedie-nloglik@POWER", "quantile"]

  /// The loss of one row before it is averaged; predictions are in the unit of the label.
  @inline(__always)
  func loss(prediction: Float, label: Float, level: Int) -> Double {
    switch self {
    case .rootMeanSquaredError:
      let difference = label - prediction
      return Double(difference * difference)
    case .meanAbsoluteError:
      return Double(abs(label - prediction))
    case .meanAbsolutePercentageError:
      return Double(abs((label - prediction) / label))
    case .meanPseudoHuber(let slope):
      let ratio = (prediction - label) / slope
      return Double(slope * slope * ((1 + ratio * ratio).squareRoot() - 1))
    case .poissonLogLikelihood:
      let bounded = max(prediction, 1e-16)
      return logarithm(gammaOfNext: label) + Double(bounded) - Double(logarithm(bounded)) * Double(label)
    case .tweedieLogLikelihood(let power):
      let bounded = max(prediction, 1e-16)
      let a = label * exponential((1 - power) * logarithm(bounded)) / (1 - power)
      let b = exponential((2 - power) * logarithm(bounded)) / (2 - power)
      return Double(-a + b)
    case .quantile(let levels):
      let difference = label - prediction
      return Double(difference >= 0 ? levels[level] * difference : (levels[level] - 1) * difference)
    }
  }

  /// The metric from the sum of losses and the sum of weights.
  func value(sum: Double, weight: Double) -> Double {
    guard weight > 0 else { return sum }
    if case .rootMeanSquaredError = self { return (sum / weight).squareRoot() }
    return sum / weight
  }
}
