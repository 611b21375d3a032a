public import Columns

/// Whether a model treats two groups of rows alike.
///
/// A facet column splits the rows into group a (its lower value) and group d (its higher one). A row is positive where
/// its label, or its prediction, is at least the threshold. The differences are those of SageMaker Clarify, each group a
/// minus group d (Amazon SageMaker AI developer guide, "Pre-training Bias Metrics" and "Post-training Data and Model Bias
/// Metrics"): DPL, the difference in proportions of labels; DPPL, the difference in positive proportions in predicted
/// labels; RD, the recall difference; AD, the accuracy difference.
///
/// As JSON: `facet`, `threshold`, `n_missing_facet`, `group_a`, `group_d`, `DPL_labels`, `DPPL_predicted`,
/// `RD_recall_diff`, `AD_accuracy_diff`; what is not defined is `null`.
public struct BiasReport: Sendable, Equatable, Codable {
  /// The name of the facet column.
  public let facet: String
  /// The smallest value that counts as positive, in the unit of the label.
  public let threshold: Double
  /// Rows left out because their facet value is missing.
  public let missingFacetCount: Int
  /// The rows with the lower facet value.
  public let groupA: BiasGroup
  /// The rows with the higher facet value; without rows where the facet has one value only.
  public let groupD: BiasGroup
  /// Share of positive labels, a - d.
  public let dplLabels: Double?
  /// Share of positive predictions, a - d.
  public let dpplPredicted: Double?
  /// Recall, a - d.
  public let rdRecallDifference: Double?
  /// Accuracy, a - d.
  public let adAccuracyDifference: Double?

  /// Compares the two groups of `facet`, a column of numbers or of text.
  /// - Throws: ``EvaluationError`` where there is no row, the lengths differ, a label or prediction is not finite, the
  ///   threshold is not finite or the facet has more than two values; that error names them.
  public init(actual: Column, predicted: Column, facet: Column, threshold: Double) throws(EvaluationError) {
    guard actual.count == predicted.count else {
      throw .unequalLengths(actual.name, actual.count, predicted.name, predicted.count)
    }
    guard actual.count == facet.count else {
      throw .unequalLengths(actual.name, actual.count, facet.name, facet.count)
    }
    guard actual.count > 0 else { throw .noRows("bias facet \(facet.name)") }
    guard threshold.isFinite else { throw .threshold(threshold) }
    let labels = try actual.finiteNumbers()
    let predictions = try predicted.finiteNumbers()
    let groups = try FacetGroups(facet)

    var counts = [ConfusionCounts(), ConfusionCounts()]
    var missing = 0
    for row in labels.indices {
      guard let group = groups.groupOfRow[row] else {
        missing += 1
        continue
      }
      counts[group].count(label: labels[row] >= threshold, prediction: predictions[row] >= threshold)
    }
    let a = BiasGroup(facetValue: groups.values.first, counts: counts[0])
    let d = BiasGroup(facetValue: groups.values.dropFirst().first, counts: counts[1])

    func difference(_ figure: KeyPath<BiasGroup, Double?>) -> Double? {
      guard let first = a[keyPath: figure], let second = d[keyPath: figure] else { return nil }
      return first - second
    }
    self.facet = facet.name
    self.threshold = threshold
    missingFacetCount = missing
    groupA = a
    groupD = d
    dplLabels = difference(\.posRateTrue)
    dpplPredicted = difference(\.posRatePred)
    rdRecallDifference = difference(\.recall)
    adAccuracyDifference = difference(\.accuracy)
  }

  /// Every numeric figure for one flat row of a table, in an order that does not change: `bias_threshold`,
  /// `bias_n_missing_facet`, `bias_group_a_n`, `bias_group_a_pos_rate_true` …, `bias_group_d_n` …, `bias_DPL_labels`,
  /// `bias_DPPL_predicted`, `bias_RD_recall_diff`, `bias_AD_accuracy_diff`.
  public var numericFigures: [(String, Double?)] {
    var figures: [(String, Double?)] = [
      ("bias_threshold", threshold), ("bias_n_missing_facet", Double(missingFacetCount)),
    ]
    figures += groupA.figures.map { ("bias_group_a_" + $0.0, $0.1) }
    figures += groupD.figures.map { ("bias_group_d_" + $0.0, $0.1) }
    figures += [
      ("bias_DPL_labels", dplLabels), ("bias_DPPL_predicted", dpplPredicted),
      ("bias_RD_recall_diff", rdRecallDifference), ("bias_AD_accuracy_diff", adAccuracyDifference),
    ]
    return figures
  }

  /// Writes every key, `null` for a figure that is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(facet, forKey: .facet)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(missingFacetCount, forKey: .missingFacetCount)
    try container.encode(groupA, forKey: .groupA)
    try container.encode(groupD, forKey: .groupD)
    try container.encode(dplLabels, forKey: .dplLabels)
    try container.encode(dpplPredicted, forKey: .dpplPredicted)
    try container.encode(rdRecallDifference, forKey: .rdRecallDifference)
    try container.encode(adAccuracyDifference, forKey: .adAccuracyDifference)
  }

  private enum CodingKeys: String, CodingKey {
    case facet, threshold
    case missingFacetCount = "n_missing_facet"
    case groupA = "group_a"
    case groupD = "group_d"
    case dplLabels = "DPL_labels"
    case dpplPredicted = "DPPL_predicted"
    case rdRecallDifference = "RD_recall_diff"
    case adAccuracyDifference = "AD_accuracy_diff"
  }
}
