/// The formulas of leaf weights and gains, rounded to single precision where XGBoost rounds, so that near ties fall alike.
///
/// Source: T. Chen and C. Guestrin, "XGBoost: A Scalable Tree Boosting System" (KDD 2016), equations 5 to 7, with L1
/// regularisation, a limit on leaves and bounds for monotone features as in XGBoost.
struct SplitEvaluator: Sendable {
  let lambda: Double
  let alpha: Double
  let maxDeltaStep: Double
  let minChildWeight: Double
  /// Whether any feature is monotone.
  let hasMonotone: Bool

  /// The range that a node's leaf must stay in.
  struct Bounds: Sendable {
    var lower = -Float.infinity
    var upper = Float.infinity
  }

  init(_ parameters: TrainingParameters, hasMonotone: Bool) {
    lambda = Double(parameters.lambda)
    alpha = Double(parameters.alpha)
    maxDeltaStep = Double(parameters.effectiveMaxDeltaStep)
    minChildWeight = Double(parameters.minChildWeight)
    self.hasMonotone = hasMonotone
  }

  /// Whether gains are G² / (H + lambda) without further terms.
  var isPlain: Bool { alpha == 0 && maxDeltaStep == 0 && !hasMonotone && (lambda > 0 || minChildWeight > 0) }

  @inline(__always)
  private func threshold(_ gradient: Double) -> Double {
    if gradient > alpha { return gradient - alpha }
    if gradient < -alpha { return gradient + alpha }
    return 0
  }

  /// The best leaf for these sums, without the learning rate.
  func weight(gradient: Double, hessian: Double, bounds: Bounds) -> Float {
    guard hessian >= minChildWeight, hessian > 0 else { return 0 }
    var weight = -threshold(gradient) / (hessian + lambda)
    if maxDeltaStep != 0, abs(weight) > maxDeltaStep { weight = weight < 0 ? -maxDeltaStep : maxDeltaStep }
    let rounded = Float(weight)
    guard hasMonotone else { return rounded }
    return min(max(rounded, bounds.lower), bounds.upper)
  }

  /// Twice the reduction of the loss by a leaf of this weight.
  func gain(gradient: Double, hessian: Double, weight: Float) -> Float {
    guard hessian > 0 else { return 0 }
    if maxDeltaStep == 0 && !hasMonotone {
      let bounded = threshold(gradient)
      return Float(bounded * bounded / (hessian + lambda))
    }
    // In single precision and without the L1 term, as XGBoost has it.
    return -(2 * Float(gradient) * weight + (Float(hessian) + Float(lambda)) * (weight * weight))
  }

  /// The gain of a node that stays a leaf.
  func gain(gradient: Double, hessian: Double, bounds: Bounds) -> Float {
    gain(
      gradient: gradient, hessian: hessian, weight: weight(gradient: gradient, hessian: hessian, bounds: bounds))
  }

  /// The gain of a split, or minus infinity where it would break the constraint (1 rising, -1 falling).
  func gain(
    left: (gradient: Double, hessian: Double), right: (gradient: Double, hessian: Double), bounds: Bounds,
    constraint: Int
  ) -> Float {
    let leftWeight = weight(gradient: left.gradient, hessian: left.hessian, bounds: bounds)
    let rightWeight = weight(gradient: right.gradient, hessian: right.hessian, bounds: bounds)
    let gain =
      gain(gradient: left.gradient, hessian: left.hessian, weight: leftWeight)
      + gain(gradient: right.gradient, hessian: right.hessian, weight: rightWeight)
    if constraint > 0 && leftWeight > rightWeight || constraint < 0 && leftWeight < rightWeight { return -.infinity }
    return gain
  }
}
