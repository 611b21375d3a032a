/// The two-sample, two-sided Kolmogorov-Smirnov test: the largest distance between two empirical distributions.
///
/// The p value is exact (scipy's `ks_2samp(method="exact")`) where the product of the sizes is at most a million, and
/// Kolmogorov's limit (`kstwobign`) beyond, or where effective sizes are given.
public struct KolmogorovSmirnovTest: Sendable, Equatable {
  /// The distance, from 0 to 1.
  public let statistic: Double
  /// How likely so large a distance is where both samples come from one distribution.
  public let pValue: Double

  /// Compares two samples of finite numbers, in any order.
  /// - Parameter effectiveSizes: how many independent values the samples are worth, where rows depend on each other; see
  ///   ``EffectiveSampleSize``.
  /// - Throws: ``EvaluationError`` where a sample is empty or holds a number that is not finite.
  public init(
    _ first: [Double], _ second: [Double], effectiveSizes: (Double, Double)? = nil
  ) throws(EvaluationError) {
    let a = try Samples.sorted(first, "first sample")
    let b = try Samples.sorted(second, "second sample")
    let (n, m) = (a.count, b.count)
    var largest = 0
    var (i, j) = (0, 0)
    while i < n && j < m {
      let value = min(a[i], b[j])
      while i < n && a[i] == value { i += 1 }
      while j < m && b[j] == value { j += 1 }
      largest = max(largest, abs(i * m - j * n))
    }
    statistic = Double(largest) / (Double(n) * Double(m))
    if let (effectiveA, effectiveB) = effectiveSizes {
      let size = effectiveA * effectiveB / (effectiveA + effectiveB)
      pValue = SpecialFunctions.kolmogorovTail(size.squareRoot() * statistic)
    } else if n * m <= 1_000_000 {
      pValue = Self.exactTail(largest, n, m)
    } else {
      let size = Double(n) * Double(m) / Double(n + m)
      pValue = SpecialFunctions.kolmogorovTail(size.squareRoot() * statistic)
    }
  }

  /// The share of the lattice paths from (0, 0) to (n, m) that somewhere leave the band |i·m - j·n| < `distance` (Hodges,
  /// "The significance probability of the Smirnov two-sample test", 1957). Only additions, so that small tails keep
  /// their digits.
  private static func exactTail(_ distance: Int, _ n: Int, _ m: Int) -> Double {
    guard distance > 0 else { return 1 }
    var row = [Double](repeating: 0, count: m + 1)
    for i in 0...n {
      for j in 0...m {
        if abs(i * m - j * n) >= distance {
          row[j] = 1
        } else if i + j == 0 {
          row[j] = 0
        } else {
          let fromLeft = j > 0 ? Double(j) / Double(i + j) * row[j - 1] : 0
          let fromBelow = i > 0 ? Double(i) / Double(i + j) * row[j] : 0
          row[j] = fromLeft + fromBelow
        }
      }
    }
    return row[m]
  }
}

/// Samples of numbers, checked.
enum Samples {
  static func sorted(_ numbers: [Double], _ name: String) throws(EvaluationError) -> [Double] {
    guard !numbers.isEmpty else { throw .noRows(name) }
    if let row = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(name, row: row, found: "\(numbers[row])")
    }
    return numbers.sorted()
  }
}
