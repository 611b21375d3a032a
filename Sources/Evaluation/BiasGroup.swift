/// How the rows of one facet value fare, where a row is positive when its value is at least the threshold.
///
/// As JSON: `facet_value`, `n`, `pos_rate_true`, `pos_rate_pred`, `recall`, `precision`, `accuracy`; a figure whose
/// denominator is 0 is `null`.
public struct BiasGroup: Sendable, Equatable, Codable {
  /// The facet value of the group, as text; `nil` for a group without rows.
  public let facetValue: String?
  /// The number of rows.
  public let n: Int
  /// Positive labels / rows.
  public let posRateTrue: Double?
  /// Positive predictions / rows.
  public let posRatePred: Double?
  /// Positive labels that were predicted positive / positive labels.
  public let recall: Double?
  /// Positive predictions whose label is positive / positive predictions.
  public let precision: Double?
  /// Rows whose prediction is on the label's side of the threshold / rows.
  public let accuracy: Double?

  init(facetValue: String?, counts: ConfusionCounts) {
    func ratio(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
    self.facetValue = facetValue
    n = counts.total
    posRateTrue = ratio(counts.truePositive + counts.falseNegative, n)
    posRatePred = ratio(counts.truePositive + counts.falsePositive, n)
    recall = ratio(counts.truePositive, counts.truePositive + counts.falseNegative)
    precision = ratio(counts.truePositive, counts.truePositive + counts.falsePositive)
    accuracy = ratio(counts.truePositive + counts.trueNegative, n)
  }

  /// The figures by name, in a fixed order.
  var figures: [(String, Double?)] {
    [
      ("n", Double(n)), ("pos_rate_true", posRateTrue), ("pos_rate_pred", posRatePred), ("recall", recall),
      ("precision", precision), ("accuracy", accuracy),
    ]
  }

  /// Writes every key, `null` for a figure that is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(facetValue, forKey: .facetValue)
    try container.encode(n, forKey: .n)
    try container.encode(posRateTrue, forKey: .posRateTrue)
    try container.encode(posRatePred, forKey: .posRatePred)
    try container.encode(recall, forKey: .recall)
    try container.encode(precision, forKey: .precision)
    try container.encode(accuracy, forKey: .accuracy)
  }

  private enum CodingKeys: String, CodingKey {
    case facetValue = "facet_value"
    case n
    case posRateTrue = "pos_rate_true"
    case posRatePred = "pos_rate_pred"
    case recall, precision, accuracy
  }
}

/// The four cells of a confusion matrix.
struct ConfusionCounts {
  var truePositive = 0
  var falsePositive = 0
  var falseNegative = 0
  var trueNegative = 0

  var total: Int { truePositive + falsePositive + falseNegative + trueNegative }

  mutating func count(label: Bool, prediction: Bool) {
    switch (label, prediction) {
    case (true, true): truePositive += 1
    case (false, true): falsePositive += 1
    case (true, false): falseNegative += 1
    case (false, false): trueNegative += 1
    }
  }
}
