/// How many independent values rows are worth that come in clusters, such as the stores of one day, which share its weather.
///
/// The design effect of Kish ("Survey Sampling", 1965, section 5.4), 1 + (m - 1) ρ, with ρ from a one-way analysis of
/// variance over the clusters. Where all rows of a cluster are alike, a cluster is worth one row.
public struct EffectiveSampleSize: Sendable, Equatable {
  /// By how much the variance of a mean exceeds that of independent rows; at least 1.
  public let designEffect: Double
  /// Rows divided by the design effect.
  public let size: Double

  /// - Parameters:
  ///   - numbers: the values.
  ///   - clusters: the cluster of each value.
  public init(_ numbers: [Double], clusters: [Int32]) {
    precondition(numbers.count == clusters.count, "one cluster per value")
    var counts: [Int32: Int] = [:]
    var sums: [Int32: Double] = [:]
    let mean = numbers.reduce(0, +) / Double(max(1, numbers.count))
    for (number, cluster) in zip(numbers, clusters) {
      counts[cluster, default: 0] += 1
      sums[cluster, default: 0] += number - mean
    }
    let n = Double(numbers.count)
    let k = Double(counts.count)
    guard k > 1, n > k else {
      // One cluster tells nothing of the variance between clusters: it is worth one row.
      designEffect = k <= 1 ? max(1, n) : 1
      size = n / designEffect
      return
    }
    var between = 0.0
    var squaredCounts = 0.0
    for cluster in counts.keys.sorted() {
      let count = Double(counts[cluster] ?? 0)
      let sum = sums[cluster] ?? 0
      between += sum * sum / count
      squaredCounts += count * count
    }
    var total = 0.0
    for number in numbers { total += (number - mean) * (number - mean) }
    let within = max(0, total - between)
    let betweenMean = between / (k - 1)
    let withinMean = within / (n - k)
    let averageCount = (n - squaredCounts / n) / (k - 1)
    let denominator = betweenMean + (averageCount - 1) * withinMean
    // Without any spread there is nothing that could tell rows of a cluster from each other.
    let correlation = denominator > 0 ? (betweenMean - withinMean) / denominator : 1
    designEffect = 1 + max(0, min(1, correlation)) * (squaredCounts / n - 1)
    size = n / designEffect
  }
}
