import Foundation

/// Distances between two distributions.
public enum Distances {
  /// The first Wasserstein (earth mover's) distance in the unit of the values: the area between the two empirical
  /// distribution functions. scipy's `wasserstein_distance`.
  /// - Throws: ``EvaluationError`` where a sample is empty or holds a number that is not finite.
  public static func wasserstein(_ first: [Double], _ second: [Double]) throws(EvaluationError) -> Double {
    let a = try Samples.sorted(first, "first sample")
    let b = try Samples.sorted(second, "second sample")
    var (i, j) = (0, 0)
    var area = 0.0
    var last = min(a[0], b[0])
    while i < a.count || j < b.count {
      let value = i == a.count ? b[j] : j == b.count ? a[i] : min(a[i], b[j])
      area += abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)) * (value - last)
      last = value
      while i < a.count && a[i] == value { i += 1 }
      while j < b.count && b[j] == value { j += 1 }
    }
    return area
  }

  /// The Jensen-Shannon distance of two lists of counts over the same bins, from 0 to 1: the root of the divergence in
  /// bits. scipy's `jensenshannon(p, q, base=2)`. `nil` where one list sums to 0.
  public static func jensenShannon(_ first: [Double], _ second: [Double]) -> Double? {
    guard let (p, q) = shares(first, second) else { return nil }
    var sum = 0.0
    for (a, b) in zip(p, q) {
      let middle = (a + b) / 2
      if a > 0 { sum += a * log2(a / middle) }
      if b > 0 { sum += b * log2(b / middle) }
    }
    return max(0, sum / 2).squareRoot()
  }

  /// The population stability index Σ (p - q) ln(p / q) of two lists of counts over the same bins. A share below `floor`
  /// counts as `floor`, so that an empty bin does not make it infinite. Below 0.1 is usually taken for no change, above
  /// 0.25 for a large one (Siddiqi, "Credit Risk Scorecards", 2006). `nil` where one list sums to 0.
  public static func populationStability(
    _ first: [Double], _ second: [Double], floor: Double = 1e-4
  ) -> Double? {
    guard let (p, q) = shares(first, second) else { return nil }
    var sum = 0.0
    for (a, b) in zip(p, q) {
      let (a, b) = (max(a, floor), max(b, floor))
      sum += (a - b) * log(a / b)
    }
    return sum
  }

  private static func shares(_ first: [Double], _ second: [Double]) -> ([Double], [Double])? {
    precondition(first.count == second.count, "one count per bin")
    let (a, b) = (first.reduce(0, +), second.reduce(0, +))
    guard a > 0, b > 0 else { return nil }
    return (first.map { $0 / a }, second.map { $0 / b })
  }
}
