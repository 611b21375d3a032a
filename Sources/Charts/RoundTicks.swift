/// Places on an axis that are round numbers: multiples of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for
/// graph labels", Graphics Gems, 1990).
package struct RoundTicks: Sendable, Equatable {
  /// The distance between two ticks.
  package let step: Double
  /// The ticks in ascending order; the first is at or below the data, the last at or above it.
  package let values: [Double]

  /// Ticks that enclose the numbers from `low` to `high`, about `count` of them. Where both are equal, the range is
  /// widened around them. Counts of things want a `smallestStep` of 1.
  package init(from low: Double, to high: Double, about count: Int = 5, smallestStep: Double = 0) {
    var (low, high) = low <= high ? (low, high) : (high, low)
    let largest = max(abs(low), abs(high))
    if high - low <= max(largest * 1e-12, 1e-150) {
      let margin = largest <= 1e-150 ? 1 : largest * 0.1
      low -= margin
      high += margin
    }
    let step = Self.roundStep(atLeast: max(smallestStep, (high - low) / Double(max(1, count))))
    // The tolerance keeps 0.3 / 0.1 = 2.9999999999999996 on its tick.
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    self.step = step
    values = (0...max(1, Int(last - first))).map { (first + Double($0)) * step }
  }

  /// The first tick.
  package var low: Double { values[0] }
  /// The last tick.
  package var high: Double { values[values.count - 1] }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below `size`.
  package static func roundStep(atLeast size: Double) -> Double {
    guard size.isFinite, size > 0 else { return 1 }
    var power = 1.0
    while power * 10 <= size { power *= 10 }
    while power > size { power /= 10 }
    for factor in [1.0, 2, 5] where factor * power >= size * (1 - 1e-9) { return factor * power }
    return 10 * power
  }

  /// The ticks as text, all with the same unit (none, k, M or bn) and the same number of decimals.
  package var labels: [String] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    let (divisor, unit) = NumberText.unit(for: largest)
    if unit == nil { return values.map { NumberText.scientific($0) } }
    let decimals = NumberText.decimals(forStep: step / divisor)
    return values.map { $0 == 0 ? "0" : NumberText.fixed($0 / divisor, decimals: decimals) + (unit ?? "") }
  }
}
