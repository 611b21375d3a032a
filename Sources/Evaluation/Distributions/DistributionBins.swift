/// Bins that a baseline fixes, so that later rows are counted in the same ones.
///
/// Numbers with at most twelve different values, and texts, get a bin for each value and one for all others. Other numbers
/// get bins that hold about equally many rows of the baseline each, ten at most.
struct DistributionBins {
  private enum Kind {
    case numbers(values: [Double])
    case ranges(cuts: [Double])
  }

  private let kind: Kind

  static let largestValueCount = 12
  static let rangeCount = 10

  /// - Parameter sorted: the baseline's values in ascending order; not empty.
  init(sorted: [Double]) {
    var values: [Double] = []
    for value in sorted where value != values.last {
      values.append(value)
      if values.count > Self.largestValueCount { break }
    }
    if values.count <= Self.largestValueCount {
      kind = .numbers(values: values)
      return
    }
    var cuts: [Double] = []
    for bin in 1..<Self.rangeCount {
      let cut = sorted[bin * sorted.count / Self.rangeCount]
      if cut != cuts.last, cut > sorted[0] { cuts.append(cut) }
    }
    kind = .ranges(cuts: cuts)
  }

  /// Whether every value has a bin of its own.
  var isCategorical: Bool { if case .numbers = kind { true } else { false } }

  /// The rows in each bin.
  func counts(_ numbers: [Double]) -> [Double] {
    switch kind {
    case .numbers(let values):
      var counts = [Double](repeating: 0, count: values.count + 1)
      for number in numbers { counts[values.firstIndex(of: number) ?? values.count] += 1 }
      return counts
    case .ranges(let cuts):
      var counts = [Double](repeating: 0, count: cuts.count + 1)
      for number in numbers {
        var low = 0
        var high = cuts.count
        while low < high {
          let middle = (low + high) / 2
          if cuts[middle] <= number { low = middle + 1 } else { high = middle }
        }
        counts[low] += 1
      }
      return counts
    }
  }
}
