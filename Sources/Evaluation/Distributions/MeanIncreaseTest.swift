/// Welch's one-sided t test: whether the mean of the second sample is above that of the first. scipy's
/// `ttest_ind(second, first, equal_var=False, alternative="greater")`.
public struct MeanIncreaseTest: Sendable, Equatable {
  /// The mean of the first sample.
  public let before: Double
  /// The mean of the second sample.
  public let after: Double
  /// The standard deviation (n - 1) of the first sample.
  public let spread: Double
  /// The mean of the second sample less that of the first, in the unit of the values.
  public let increase: Double
  /// The increase in standard errors.
  public let statistic: Double
  /// How likely so large an increase is where the means are equal.
  public let pValue: Double

  /// Compares two samples; `nil` where one has fewer than two values, or neither varies.
  public init?(_ first: [Double], _ second: [Double]) {
    guard first.count > 1, second.count > 1 else { return nil }
    func moments(_ numbers: [Double]) -> (mean: Double, error: Double) {
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, squares / Double(numbers.count - 1) / Double(numbers.count))
    }
    let (a, b) = (moments(first), moments(second))
    let variance = a.error + b.error
    guard variance > 0, variance.isFinite else { return nil }
    before = a.mean
    after = b.mean
    spread = (a.error * Double(first.count)).squareRoot()
    increase = b.mean - a.mean
    statistic = increase / variance.squareRoot()
    let degrees =
      variance * variance
      / (a.error * a.error / Double(first.count - 1) + b.error * b.error / Double(second.count - 1))
    pValue = SpecialFunctions.studentTail(statistic, degrees: degrees)
  }
}
