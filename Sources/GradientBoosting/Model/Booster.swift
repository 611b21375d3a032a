/// A trained model: the sum of a base score and of the leaves that a row reaches in every tree.
public struct Booster: Sendable, Equatable {
  /// What was minimised.
  public let objective: Objective
  /// The prediction before the first tree, in the unit of the label, one per output.
  public let baseScores: [Float]
  /// The features in the order of the trees' indices.
  public let features: [Feature]
  /// The trees in the order of training.
  public let trees: [RegressionTree]
  /// The output that every tree contributes to: 0, or the position of its quantile.
  public let outputOfTree: [Int]
  /// Free text kept in the model file, such as `best_iteration` and `best_score`, in the order of names.
  public internal(set) var attributes: [String: String]
  let forest: PredictionForest

  init(
    objective: Objective, baseScores: [Float], features: [Feature], trees: [RegressionTree], outputOfTree: [Int],
    attributes: [String: String]
  ) {
    self.objective = objective
    self.baseScores = baseScores
    self.features = features
    self.trees = trees
    self.outputOfTree = outputOfTree
    self.attributes = attributes
    forest = PredictionForest(trees)
  }

  /// The number of values predicted for a row.
  public var outputCount: Int { objective.outputCount }
  /// The number of boosting rounds; every round has one tree per output.
  public var roundCount: Int { trees.count / outputCount }
  /// The names of the features in their order.
  public var featureNames: [String] { features.map(\.name) }
  /// The round with the best score on the last evaluation set, counted from 0, where early stopping was on.
  public var bestIteration: Int? { attributes["best_iteration"].flatMap(Int.init) }
  /// The best score on the last evaluation set, where early stopping was on.
  public var bestScore: Double? { attributes["best_score"].flatMap(Double.init) }

  /// The rounds that predictions use unless told otherwise: up to the best one, else all.
  public var defaultRounds: Range<Int> {
    guard let best = bestIteration, best >= 0, best < roundCount else { return 0..<roundCount }
    return 0..<best + 1
  }

  /// The sums before the first tree, one per output: ``baseScores`` before the objective's link.
  public var baseMargins: [Float] { baseScores.map(objective.margin(ofBaseScore:)) }

  /// The trees of some rounds.
  func treeRange(_ rounds: Range<Int>?) throws -> Range<Int> {
    let rounds = rounds ?? defaultRounds
    guard rounds.lowerBound >= 0, rounds.upperBound <= roundCount else {
      throw BoostingError.treeRange("\(rounds)", available: roundCount)
    }
    return rounds.lowerBound * outputCount..<rounds.upperBound * outputCount
  }

  /// Whether two models predict the same from the same description; where they came from does not matter.
  public static func == (left: Booster, right: Booster) -> Bool {
    left.objective == right.objective && left.baseScores == right.baseScores && left.features == right.features
      && left.outputOfTree == right.outputOfTree && left.attributes == right.attributes && left.trees == right.trees
  }
}
