/// How to train, with XGBoost's meanings and defaults.
///
/// ``init(xgboost:)`` takes the same settings under XGBoost's own parameter names.
public struct TrainingParameters: Sendable, Equatable {
  /// The order in which leaves are split.
  public enum GrowPolicy: String, Sendable {
    /// Level by level (`depthwise`).
    case depthwise
    /// The leaf with the largest gain first (`lossguide`).
    case lossguide
  }

  /// What is minimised.
  public var objective: Objective = .squaredError
  /// What is reported for every set and round; the objective's own metric where empty. Early stopping watches the last.
  public var metrics: [Metric] = []
  /// The number of boosting rounds (`n_estimators`).
  public var rounds = 100
  /// The factor on every leaf (`eta`), in 0…1.
  public var learningRate: Float = 0.3
  /// The largest depth of a leaf; 0 for no limit.
  public var maxDepth = 6
  /// The largest number of leaves; 0 for no limit.
  public var maxLeaves = 0
  /// The order in which leaves are split (`grow_policy`).
  public var growPolicy = GrowPolicy.depthwise
  /// The smallest sum of hessians of a child (for squared error: the smallest number of rows).
  public var minChildWeight: Float = 1
  /// The smallest gain of a split (`gamma`).
  public var gamma: Float = 0
  /// L2 regularisation of leaves (`lambda`).
  public var lambda: Float = 1
  /// L1 regularisation of leaves (`alpha`).
  public var alpha: Float = 0
  /// The largest absolute leaf before the learning rate; 0 for no limit. `nil` is XGBoost's default: 0, and 0.7 for
  /// `count:poisson`.
  public var maxDeltaStep: Float?
  /// The share of rows that every tree sees, in 0…1, drawn without replacement.
  public var subsample: Float = 1
  /// The share of features that every tree sees.
  public var colsampleByTree: Float = 1
  /// The share of the tree's features that every level sees.
  public var colsampleByLevel: Float = 1
  /// The share of the level's features that every node sees.
  public var colsampleByNode: Float = 1
  /// The largest number of histogram bins of a feature.
  public var maxBin = 256
  /// The prediction before the first tree, in the unit of the label; estimated from the training labels where `nil`.
  public var baseScore: Float?
  /// Features whose effect may only rise (1) or fall (-1), by name.
  public var monotoneConstraints: [String: Int] = [:]
  /// Groups of features that may appear together on a path, by name.
  public var interactionConstraints: [[String]] = []
  /// Up to how many categories a categorical split singles out one category instead of sorting all into two groups.
  public var maxCategoriesToOneHot = 4
  /// The seed of all sampling.
  public var seed: UInt64 = 0
  /// The number of threads; 0 for one per core. It never changes the model.
  public var threadCount = 0
  /// After how many rounds without a better score on the last evaluation set training ends; `nil` for never.
  public var earlyStoppingRounds: Int?

  /// XGBoost's defaults.
  public init() {}

  /// The largest absolute leaf, with the objective's default.
  var effectiveMaxDeltaStep: Float {
    if let maxDeltaStep { return maxDeltaStep }
    if case .poisson = objective { return 0.7 }
    return 0
  }

  /// The metrics that are reported.
  var effectiveMetrics: [Metric] { metrics.isEmpty ? [objective.defaultMetric] : metrics }
}
