/// What training minimises, under XGBoost's names.
public enum Objective: Sendable, Equatable {
  /// `reg:squarederror`: half the squared difference.
  case squaredError
  /// `reg:absoluteerror`: the absolute difference; leaves hold medians of residuals.
  case absoluteError
  /// `reg:pseudohubererror`: quadratic near zero, linear beyond the slope.
  case pseudoHuber(slope: Float)
  /// `count:poisson`: the Poisson deviance of counts with a log link.
  case poisson
  /// `reg:tweedie`: compound Poisson with a log link; the variance power lies in 1..<2.
  case tweedie(variancePower: Float)
  /// `reg:quantileerror`: the pinball loss, one output per quantile; leaves hold quantiles of residuals.
  case quantile([Float])

  /// XGBoost's name.
  public var name: String {
    switch self {
    case .squaredError: "reg:squarederror"
    case .absoluteError: "reg:absoluteerror"
    case .pseudoHuber: "reg:pseudohubererror"
    case .poisson: "count:poisson"
    case .tweedie: "reg:tweedie"
    case .quantile: "reg:quantileerror"
    }
  }

  static let names = [
    "reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "count:poisson", "reg:tweedie",
    "reg:quantileerror",
  ]

  /// The objective of that name with XGBoost's default settings, or `nil`.
  public init?(name: String) {
    switch name {
    case "reg:squarederror", "reg:linear": self = .squaredError
    case "reg:absoluteerror": self = .absoluteError
    case "reg:pseudohubererror": self = .pseudoHuber(slope: 1)
    case "count:poisson": self = .poisson
    case "reg:tweedie": self = .tweedie(variancePower: 1.5)
    case "reg:quantileerror": self = .quantile([0.5])
    default: return nil
    }
  }

  /// The number of values predicted for a row.
  public var outputCount: Int {
    if case .quantile(let levels) = self { levels.count } else { 1 }
  }

  /// Whether margins are logarithms of predictions.
  var hasLogLink: Bool {
    switch self {
    case .poisson, .tweedie: true
    default: false
    }
  }

  /// Whether leaves are set to a quantile of the residuals once the tree has its shape.
  var hasAdaptiveLeaves: Bool {
    switch self {
    case .absoluteError, .quantile: true
    default: false
    }
  }

  /// The metric that is reported unless another one is asked for.
  var defaultMetric: Metric {
    switch self {
    case .squaredError: .rootMeanSquaredError
    case .absoluteError: .meanAbsoluteError
    case .pseudoHuber(let slope): .meanPseudoHuber(slope: slope)
    case .poisson: .poissonLogLikelihood
    case .tweedie(let power): .tweedieLogLikelihood(variancePower: power)
    case .quantile(let levels): .quantile(levels)
    }
  }

  /// The prediction that belongs to a margin (the sum of base score and leaves).
  @inline(__always)
  func prediction(ofMargin margin: Float) -> Float {
    hasLogLink ? exponential(margin) : margin
  }

  /// The margin that belongs to a base score.
  func margin(ofBaseScore score: Float) -> Float {
    hasLogLink ? logarithm(score) : score
  }
}
