/// Pearson's chi-square test of two lists of counts over the same categories, without Yates' correction: scipy's
/// `chi2_contingency(correction=False)`.
public struct ChiSquareTest: Sendable, Equatable {
  /// Σ (observed - expected)² / expected.
  public let statistic: Double
  /// The categories that occur, less one.
  public let degreesOfFreedom: Int
  /// How likely so large a statistic is where both lists come from one distribution; 1 for a single category.
  public let pValue: Double
  /// Cramér's V, from 0 to 1: the size of the difference whatever the number of rows.
  public let cramersV: Double

  /// Compares counts. `designEffects` divide the weight of each list's rows where they depend on each other (Rao and
  /// Scott's first-order correction, 1981).
  /// - Throws: ``EvaluationError`` where a list has no rows.
  public init(
    _ first: [Double], _ second: [Double], designEffects: (Double, Double) = (1, 1)
  ) throws(EvaluationError) {
    precondition(first.count == second.count, "one count per category")
    let a = first.map { $0 / designEffects.0 }
    let b = second.map { $0 / designEffects.1 }
    let (sumA, sumB) = (a.reduce(0, +), b.reduce(0, +))
    guard sumA > 0 else { throw .noRows("first sample") }
    guard sumB > 0 else { throw .noRows("second sample") }
    let total = sumA + sumB
    var sum = 0.0
    var categories = 0
    for (x, y) in zip(a, b) where x + y > 0 {
      categories += 1
      let expectedA = (x + y) * sumA / total
      let expectedB = (x + y) * sumB / total
      sum += (x - expectedA) * (x - expectedA) / expectedA + (y - expectedB) * (y - expectedB) / expectedB
    }
    statistic = sum
    degreesOfFreedom = max(0, categories - 1)
    pValue = SpecialFunctions.chiSquareTail(sum, degrees: categories - 1)
    // The smaller side of the table is 2, so that V² = χ² / n.
    cramersV = categories > 1 ? (sum / total).squareRoot() : 0
  }
}
