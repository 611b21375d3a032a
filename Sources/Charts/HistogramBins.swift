/// Counts of values in bins of equal, round width.
package struct HistogramBins: Sendable, Equatable {
  /// Bin `i` holds the values from `edges[i]` (included) to `edges[i + 1]` (excluded; included in the last bin).
  package let edges: [Double]
  /// One count per bin.
  package let counts: [Int]

  /// Bins the values, all of which must be finite. The width follows Freedman and Diaconis (2 IQR / n^⅓, "On the histogram
  /// as a density estimator", 1981), rounded up to 1, 2 or 5 times a power of ten, and gives at most `limit` bins
  /// or so; 0 is an edge where it lies within the range.
  package init(_ values: [Double], limit: Int = 50) {
    let sorted = values.sorted()
    guard let low = sorted.first, let high = sorted.last else {
      edges = [0, 1]
      counts = [0]
      return
    }
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    // The cube root by halving the interval: no mathematical library needed, and exact enough for a width.
    var lower = 1.0
    var upper = Double(max(1, values.count))
    for _ in 0..<60 {
      let middle = (lower + upper) / 2
      if middle * middle * middle < Double(values.count) { lower = middle } else { upper = middle }
    }
    let width = max(2 * spread / lower, (high - low) / Double(max(1, limit)))
    let wanted = width > 0 ? Int(min(Double(limit), max(1, ((high - low) / width).rounded(.up)))) : 1
    let ticks = RoundTicks(from: low, to: high, about: wanted)
    var counts = [Int](repeating: 0, count: max(1, ticks.values.count - 1))
    for value in values {
      var bin = min(counts.count - 1, max(0, Int((value - ticks.low) / ticks.step)))
      // Division rounds: the edges decide.
      if value < ticks.values[bin] && bin > 0 { bin -= 1 }
      if bin + 1 < counts.count && value >= ticks.values[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    edges = ticks.values
    self.counts = counts
  }
}
