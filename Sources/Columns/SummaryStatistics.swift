/// Count, mean, spread and range of the rows that hold a number.
public struct SummaryStatistics: Sendable, Equatable {
  /// Rows that hold a value.
  public let count: Int
  /// Rows that do not.
  public let missingCount: Int
  /// The arithmetic mean, in the unit of the column.
  public let mean: Double
  /// The standard deviation of a sample (divided by n - 1); 0 for a single row.
  public let standardDeviation: Double
  /// The smallest value.
  public let minimum: Double
  /// The largest value.
  public let maximum: Double
}

extension Column {
  /// The statistics of a numeric column, or `nil` where no row holds a number.
  ///
  /// Mean and spread are computed in two passes, so that a large mean does not cancel the spread.
  public var summary: SummaryStatistics? {
    guard let numbers = doubles?.filter({ !$0.isNaN }), let first = numbers.first else { return nil }
    var sum = 0.0
    var minimum = first
    var maximum = first
    for number in numbers {
      sum += number
      minimum = Swift.min(minimum, number)
      maximum = Swift.max(maximum, number)
    }
    let mean = sum / Double(numbers.count)
    var squares = 0.0
    for number in numbers { squares += (number - mean) * (number - mean) }
    let spread = numbers.count > 1 ? (squares / Double(numbers.count - 1)).squareRoot() : 0
    return SummaryStatistics(
      count: numbers.count, missingCount: count - numbers.count, mean: mean, standardDeviation: spread,
      minimum: minimum, maximum: maximum)
  }
}
