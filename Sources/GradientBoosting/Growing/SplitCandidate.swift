/// The best split of a node so far.
struct SplitCandidate<Sum: GradientSum>: Sendable {
  /// How the feature divides the rows.
  enum Rule: Sendable {
    /// Bins up to this one go left; -1 where only missing values do.
    case threshold(bin: Int)
    /// These categories go right.
    case categories([Int32])
  }

  var gain: Float = 0
  var feature = 0
  var rule = Rule.threshold(bin: 0)
  var defaultLeft = false
  var left = Sum.zero

  /// Whether a split of `feature` with this gain is better; ties go to the lower feature, as in XGBoost.
  @inline(__always)
  func isBeaten(by gain: Float, feature: Int) -> Bool {
    guard gain.isFinite else { return false }
    return self.feature <= feature ? gain > self.gain : gain >= self.gain && gain > 0
  }

  mutating func merge(_ other: SplitCandidate) {
    if isBeaten(by: other.gain, feature: other.feature) { self = other }
  }
}

/// What the search needs to know of a node.
struct NodeSums<Sum: GradientSum>: Sendable {
  var sum: Sum
  var gradient: Double
  var hessian: Double
  var rootGain: Float
  var bounds: SplitEvaluator.Bounds
}
