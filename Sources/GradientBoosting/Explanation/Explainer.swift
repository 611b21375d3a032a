public import Columns

/// A model prepared for explaining its predictions: what follows from the trees alone is worked out once, so that explaining
/// a row or two at a time costs no more than these rows.
public struct Explainer: Sendable {
  /// The model.
  public let booster: Booster
  private let plans: [ShapleyPlan]
  private let biases: [Double]

  /// Prepares a model.
  /// - Parameter rounds: The boosting rounds to explain; ``Booster/defaultRounds`` where `nil`.
  /// - Throws: ``BoostingError`` where the model does not have these rounds.
  public init(_ booster: Booster, rounds: Range<Int>? = nil) throws {
    self.booster = booster
    plans = try booster.treeRange(rounds).map { booster.plan(ofTree: $0) }
    biases = booster.biases(of: plans)
  }

  /// The exact path-dependent SHAP values of every row; see ``Booster/contributions(_:rounds:)``.
  public func contributions(_ features: ColumnTable) throws -> Contributions {
    try booster.contributions(features, plans: plans, biases: biases)
  }
}
