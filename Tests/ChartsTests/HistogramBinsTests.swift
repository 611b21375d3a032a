import Charts
import Testing

@Suite("Histogram bins")
struct HistogramBinsTests {
  @Test("every value is in the bin whose edges enclose it, and the last edge belongs to the last bin")
  func membership() {
    let values = (0..<2_000).map { Double($0 * 7919 % 1_000) / 10 - 30 }
    let bins = HistogramBins(values)
    #expect(bins.counts.reduce(0, +) == values.count)
    #expect(bins.edges.count == bins.counts.count + 1)
    for (bin, count) in bins.counts.enumerated() {
      let isLast = bin == bins.counts.count - 1
      let expected = values.count {
        $0 >= bins.edges[bin] && ($0 < bins.edges[bin + 1] || (isLast && $0 == bins.edges[bin + 1]))
      }
      #expect(count == expected)
    }
  }

  @Test("zero is an edge where it lies within the range")
  func zeroEdge() {
    let bins = HistogramBins((0..<500).map { Double($0 * 31 % 97) - 41.3 })
    #expect(bins.edges.contains(0))
  }

  @Test("an outlier does not make thousands of bins")
  func outlier() {
    let bins = HistogramBins((0..<1_000).map { Double($0) / 1_000 } + [1e9])
    #expect(bins.counts.count <= 60)
    #expect(bins.counts.reduce(0, +) == 1_001)
  }

  @Test(
    "no value, one value and equal values have bins",
    arguments: [[], [5.0], [2, 2, 2], [0, 0], [-1e150, 1e150]] as [[Double]])
  func degenerate(values: [Double]) {
    let bins = HistogramBins(values)
    #expect(bins.counts.reduce(0, +) == values.count)
    #expect(zip(bins.edges, bins.edges.dropFirst()).allSatisfy { $0 < $1 })
  }
}
