/// The bins of one feature.
///
/// Bin b holds the values below `thresholds[b]` and not below `thresholds[b - 1]`; the last threshold lies above the largest
/// value. The thresholds are those of XGBoost's `hist` method: with at most `maxBin` distinct values every value has its own
/// bin, with more, bins hold about equally many rows.
struct FeatureCuts: Sendable, Equatable {
  /// Ascending upper bounds; empty where no row has a value. Categories: the bin is the category, and there are none.
  var thresholds: [Float]
  /// A threshold below all values, for the split of all values from the missing ones.
  var lowest: Float
  /// Whether any training row has no value.
  var hasMissing: Bool
  /// The number of categories of a categorical feature, else `nil`.
  var categoryCount: Int?

  /// Where every value has a bin of its own: the bins by value.
  private var exact: ValueTable?

  /// The number of bins of values.
  var binCount: Int { categoryCount ?? thresholds.count }
  /// Bins with the one of missing values behind them; categories have another one for those training never saw.
  var cellCount: Int { categoryCount.map { $0 + 2 } ?? binCount + (hasMissing ? 1 : 0) }

  /// Whether any split can tell rows apart.
  var canSplit: Bool { categoryCount.map { $0 > 1 || hasMissing } ?? (cellCount > 1) }

  /// From distinct values in ascending order with the number of rows of each.
  init(distinct: [Float], counts: [Int], maxBin: Int, hasMissing: Bool) {
    self.hasMissing = hasMissing
    categoryCount = nil
    guard let first = distinct.first, let last = distinct.last else {
      thresholds = []
      lowest = 0
      return
    }
    lowest = first - (abs(first) + 1e-5)
    if distinct.count <= maxBin {
      thresholds = Array(distinct.dropFirst())
      exact = ValueTable(distinct)
    } else {
      var summary = RankSummary(distinct: distinct, counts: counts)
      summary.thin(to: min(counts.reduce(0, +), 8 * maxBin))
      summary.thin(to: maxBin + 1)
      thresholds = Array(summary.values.dropFirst().prefix(maxBin - 1))
    }
    thresholds.append(last + (abs(last) + 1e-5))
  }

  init(categoryCount: Int, hasMissing: Bool) {
    thresholds = []
    lowest = 0
    self.hasMissing = hasMissing
    self.categoryCount = categoryCount
  }

  /// How many rows the choice of bins looks at.
  static let sampleLimit = 200_000

  /// The bins of a feature.
  static func cuts(for reader: FeatureReader, feature: Feature, rowCount: Int, maxBin: Int) -> FeatureCuts {
    if feature.isCategorical { return categories(for: reader, feature: feature, rowCount: rowCount) }
    let step = max(rowCount / sampleLimit, 1)
    var sample = SortedSample(reader, rowCount: rowCount, step: step)
    if step > 1 { sample.complete(reader, rowCount: rowCount, limit: maxBin) }
    return FeatureCuts(
      distinct: sample.distinct, counts: sample.counts, maxBin: maxBin, hasMissing: sample.hasMissing)
  }

  private static func categories(for reader: FeatureReader, feature: Feature, rowCount: Int) -> FeatureCuts {
    var largest = -1
    var hasMissing = false
    forEachBlock(rowCount: rowCount, reader: reader) { values, count in
      for index in 0..<count {
        if values[index].isNaN { hasMissing = true } else { largest = max(largest, Int(values[index])) }
      }
    }
    if case .category(let names) = feature.kind { largest = max(largest, names.count - 1) }
    return FeatureCuts(categoryCount: largest + 1, hasMissing: hasMissing)
  }

  /// Reads a whole feature block by block.
  static func forEachBlock(
    rowCount: Int, reader: FeatureReader, _ body: (UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    let blockSize = 4096
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: blockSize)
    defer { buffer.deallocate() }
    for start in stride(from: 0, to: rowCount, by: blockSize) {
      let rows = start..<min(start + blockSize, rowCount)
      reader.read(rows, into: buffer, stride: 1)
      body(buffer, rows.count)
    }
  }

  /// The cells of some values: their bins, or the cell behind them for a missing value. Unsafe: both hold `count` elements.
  func fill(_ cells: UnsafeMutablePointer<UInt16>, with values: UnsafePointer<Float>, count: Int) {
    if let categoryCount {
      for index in 0..<count {
        let value = values[index]
        // A category beyond the known ones takes the last cell, not that of missing values.
        let known = value < Float(categoryCount) ? Int(value) : categoryCount + 1
        cells[index] = UInt16(truncatingIfNeeded: value != value ? categoryCount : known)
      }
      return
    }
    // Where training saw no missing value, one goes right everywhere, as in XGBoost: the place of the largest values.
    let missingCell = UInt16(truncatingIfNeeded: hasMissing ? binCount : binCount - 1)
    thresholds.withUnsafeBufferPointer { thresholds in
      guard let thresholds = thresholds.baseAddress else { return }
      guard let exact else {
        for index in 0..<count {
          let bin = Self.bin(of: values[index], thresholds: thresholds, binCount: binCount)
          cells[index] = values[index] != values[index] ? missingCell : bin
        }
        return
      }
      exact.withPositions { position in
        for index in 0..<count {
          let known = position(values[index])
          if known != .max {
            cells[index] = known
          } else {
            let bin = Self.bin(of: values[index], thresholds: thresholds, binCount: binCount)
            cells[index] = values[index] != values[index] ? missingCell : bin
          }
        }
      }
    }
  }

  /// The number of thresholds that are not above the value, the last one aside: by halving without branches.
  @inline(__always)
  private static func bin(of value: Float, thresholds: UnsafePointer<Float>, binCount: Int) -> UInt16 {
    var base = 0
    var length = binCount &- 1
    while length > 0 {
      let half = (length &+ 1) >> 1
      base = thresholds[base &+ half &- 1] <= value ? base &+ half : base
      length &-= half
    }
    return UInt16(truncatingIfNeeded: base)
  }
}
