public import Columns
import Foundation

/// The bias metrics of Amazon SageMaker Clarify for labels that are positive or not (Amazon SageMaker AI developer guide,
/// "Pre-training Bias Metrics" and "Post-training Data and Model Bias Metrics"; the open implementation is the package
/// `smclarify`). n is the number of rows, q the share of positive labels, q' that of positive predictions; P is the
/// distribution (1 - q, q). A metric whose denominator is 0, or that would be infinite, is `nil`.
public struct BiasMeasures: Sendable, Equatable {
  /// Rows of group a.
  public let countA: Int
  /// Rows of group d.
  public let countD: Int
  /// CI, class imbalance: (n_a - n_d) / (n_a + n_d).
  public let classImbalance: Double?
  /// DPL, difference in proportions of labels: q_a - q_d.
  public let labelProportions: Double?
  /// KL, Kullback-Leibler divergence of P_d from P_a, with natural logarithms.
  public let kullbackLeibler: Double?
  /// JS, Jensen-Shannon divergence: (KL(P_a, P) + KL(P_d, P)) / 2 with P the mean of both.
  public let jensenShannon: Double?
  /// LP, the Euclidean norm of P_a - P_d.
  public let lpNorm: Double?
  /// TVD, total variation distance: half the sum of |P_a - P_d|.
  public let totalVariation: Double?
  /// KS, the largest |P_a - P_d|.
  public let kolmogorovSmirnov: Double?
  /// DPPL, difference in positive proportions in predicted labels: q'_a - q'_d.
  public let predictedProportions: Double?
  /// DI, disparate impact: q'_d / q'_a.
  public let disparateImpact: Double?
  /// RD, recall difference, a - d.
  public let recallDifference: Double?
  /// AD, accuracy difference, a - d.
  public let accuracyDifference: Double?
  /// DCAcc, difference in conditional acceptance: positive labels per positive prediction, a - d.
  public let conditionalAcceptance: Double?
  /// DAR, difference in acceptance rates: precision, a - d.
  public let precisionDifference: Double?

  /// Compares the groups of a facet. A row is positive where its number is at least `threshold`.
  /// - Parameter predicted: the predictions; without them the post-training metrics are `nil`.
  /// - Throws: ``EvaluationError`` where lengths differ, a number is not finite or the column does not fit the facet.
  public init(
    actual: Column, predicted: Column?, facet: Column, as kind: BiasFacet, threshold: Double
  ) throws(EvaluationError) {
    guard actual.count == facet.count else {
      throw .unequalLengths(actual.name, actual.count, facet.name, facet.count)
    }
    if let predicted, predicted.count != actual.count {
      throw .unequalLengths(actual.name, actual.count, predicted.name, predicted.count)
    }
    guard threshold.isFinite else { throw .threshold(threshold) }
    let labels = try actual.finiteNumbers()
    var predictions: [Double]?
    if let predicted { predictions = try predicted.finiteNumbers() }
    var counts = [ConfusionCounts(), ConfusionCounts()]
    for (row, isD) in try kind.groups(facet).enumerated() {
      guard let isD else { continue }
      let label = labels[row] >= threshold
      counts[isD ? 1 : 0].count(label: label, prediction: predictions.map { $0[row] >= threshold } ?? label)
    }
    let (a, d) = (BiasGroup(facetValue: nil, counts: counts[0]), BiasGroup(facetValue: nil, counts: counts[1]))
    (countA, countD) = (a.n, d.n)
    classImbalance = a.n + d.n > 0 ? Double(a.n - d.n) / Double(a.n + d.n) : nil
    func difference(_ first: Double?, _ second: Double?) -> Double? {
      first.flatMap { first in second.map { first - $0 } }
    }
    labelProportions = difference(a.posRateTrue, d.posRateTrue)
    if let qa = a.posRateTrue, let qd = d.posRateTrue {
      let (pa, pd) = ([1 - qa, qa], [1 - qd, qd])
      kullbackLeibler = Self.divergence(pa, pd)
      let middle = zip(pa, pd).map { ($0 + $1) / 2 }
      jensenShannon = Self.divergence(pa, middle).flatMap { first in
        Self.divergence(pd, middle).map { (first + $0) / 2 }
      }
      let gaps = zip(pa, pd).map { abs($0 - $1) }
      lpNorm = gaps.reduce(0) { $0 + $1 * $1 }.squareRoot()
      totalVariation = gaps.reduce(0, +) / 2
      kolmogorovSmirnov = gaps.max()
    } else {
      (kullbackLeibler, jensenShannon, lpNorm, totalVariation, kolmogorovSmirnov) = (nil, nil, nil, nil, nil)
    }
    guard predictions != nil else {
      (predictedProportions, disparateImpact, recallDifference) = (nil, nil, nil)
      (accuracyDifference, conditionalAcceptance, precisionDifference) = (nil, nil, nil)
      return
    }
    predictedProportions = difference(a.posRatePred, d.posRatePred)
    disparateImpact = a.posRatePred.flatMap { qa in qa > 0 ? d.posRatePred.map { $0 / qa } : nil }
    recallDifference = difference(a.recall, d.recall)
    accuracyDifference = difference(a.accuracy, d.accuracy)
    conditionalAcceptance = difference(Self.acceptance(counts[0]), Self.acceptance(counts[1]))
    precisionDifference = difference(a.precision, d.precision)
  }

  /// The metrics by the names that Clarify gives them, in a fixed order: those before training first.
  public var figures: [(name: String, value: Double?)] {
    [
      ("CI", classImbalance), ("DPL", labelProportions), ("KL", kullbackLeibler), ("JS", jensenShannon),
      ("LP", lpNorm), ("TVD", totalVariation), ("KS", kolmogorovSmirnov), ("DPPL", predictedProportions),
      ("DI", disparateImpact), ("RD", recallDifference), ("AD", accuracyDifference),
      ("DCAcc", conditionalAcceptance), ("DAR", precisionDifference),
    ]
  }

  private static func acceptance(_ counts: ConfusionCounts) -> Double? {
    let predicted = counts.truePositive + counts.falsePositive
    return predicted == 0 ? nil : Double(counts.truePositive + counts.falseNegative) / Double(predicted)
  }

  private static func divergence(_ p: [Double], _ q: [Double]) -> Double? {
    var sum = 0.0
    for (a, b) in zip(p, q) where a > 0 {
      guard b > 0 else { return nil }
      sum += a * log(a / b)
    }
    return max(0, sum)
  }
}
