public import Columns

/// How far a column of later rows is from the same column of a baseline: effect sizes, one test, missing values, range.
///
/// Numbers are compared with Kolmogorov and Smirnov's test, texts and numbers of few values with the chi-square test. Rows
/// that come in clusters (the stores of a day, the days of a store) count for as many as they are worth.
public struct ColumnDrift: Sendable, Equatable {
  /// Which test gave the p value.
  public enum Test: String, Sendable {
    case kolmogorovSmirnov = "kolmogorov_smirnov"
    case chiSquare = "chi_square"
  }

  /// The name of the column.
  public let name: String
  /// Rows of the baseline that hold a value.
  public let baselineCount: Int
  /// Later rows that hold a value.
  public let currentCount: Int
  /// How many independent values the baseline is worth.
  public let baselineEffectiveSize: Double
  /// How many independent values the later rows are worth.
  public let currentEffectiveSize: Double
  /// The mean of the baseline; `nil` for text.
  public let baselineMean: Double?
  /// The mean of the later rows; `nil` for text.
  public let currentMean: Double?
  /// The population stability index over bins of the baseline.
  public let populationStability: Double
  /// The Jensen-Shannon distance over the same bins, from 0 to 1.
  public let jensenShannon: Double
  /// The largest distance of the distribution functions; `nil` for text.
  public let kolmogorovSmirnov: Double?
  /// The Wasserstein distance in the unit of the column; `nil` for text.
  public let wasserstein: Double?
  /// Cramér's V over the bins; `nil` where the other test was used.
  public let cramersV: Double?
  /// The test of the p value.
  public let test: Test
  /// How likely so large a difference is by chance.
  public let pValue: Double
  /// The share of the baseline's rows without a value.
  public let baselineMissingRate: Double
  /// The share of the later rows without a value.
  public let currentMissingRate: Double
  /// The share of the later values outside the baseline's range, or, for text, that the baseline lacks.
  public let outsideShare: Double

  /// Compares two columns of one kind.
  /// - Parameters:
  ///   - baselineClusters, currentClusters: columns that say which rows belong together; the one that leaves the fewest
  ///     independent values counts.
  /// - Throws: ``EvaluationError`` where a column holds no value, one has text and the other numbers, or a number is not
  ///   finite.
  public init(
    baseline: Column, current: Column, baselineClusters: [Column] = [], currentClusters: [Column] = []
  ) throws(EvaluationError) {
    let (before, after) = (Present(baseline), Present(current))
    guard before.rows.count > 0 else { throw .noRows("baseline column \(baseline.name)") }
    guard after.rows.count > 0 else { throw .noRows("column \(current.name)") }
    name = current.name
    baselineCount = before.rows.count
    currentCount = after.rows.count
    baselineMissingRate = Double(baseline.count - before.rows.count) / Double(baseline.count)
    currentMissingRate = Double(current.count - after.rows.count) / Double(current.count)
    let (baselineCounts, currentCounts): ([Double], [Double])
    let (baselineSize, currentSize): (EffectiveSampleSize, EffectiveSampleSize)
    let isCategorical: Bool
    switch (before.numbers, after.numbers) {
    case (let old?, let new?):
      let sorted = try Samples.sorted(old, "baseline column \(baseline.name)")
      let bins = DistributionBins(sorted: sorted)
      isCategorical = bins.isCategorical
      (baselineCounts, currentCounts) = (bins.counts(old), bins.counts(new))
      baselineSize = before.size(of: old, baselineClusters)
      currentSize = after.size(of: new, currentClusters)
      let outside = new.count { $0 < sorted[0] || $0 > sorted[sorted.count - 1] }
      outsideShare = Double(outside) / Double(new.count)
      baselineMean = old.reduce(0, +) / Double(old.count)
      currentMean = new.reduce(0, +) / Double(new.count)
      wasserstein = try Distances.wasserstein(old, new)
      let smirnov = try KolmogorovSmirnovTest(old, new, effectiveSizes: (baselineSize.size, currentSize.size))
      kolmogorovSmirnov = smirnov.statistic
      if !isCategorical {
        test = .kolmogorovSmirnov
        pValue = smirnov.pValue
        cramersV = nil
      } else {
        let chi = try ChiSquareTest(
          baselineCounts, currentCounts, designEffects: (baselineSize.designEffect, currentSize.designEffect))
        test = .chiSquare
        pValue = chi.pValue
        cramersV = chi.cramersV
      }
    case (nil, nil):
      let values = Set(before.texts).union(after.texts).sorted()
      let place = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
      func counts(_ texts: [String]) -> [Double] {
        var counts = [Double](repeating: 0, count: values.count)
        for text in texts { counts[place[text] ?? 0] += 1 }
        return counts
      }
      (baselineCounts, currentCounts) = (counts(before.texts), counts(after.texts))
      // The commonest text stands for all: its rows are 1, the others 0.
      let common = values.indices.max { baselineCounts[$0] < baselineCounts[$1] }.map { values[$0] }
      baselineSize = before.size(of: before.texts.map { $0 == common ? 1 : 0 }, baselineClusters)
      currentSize = after.size(of: after.texts.map { $0 == common ? 1 : 0 }, currentClusters)
      let known = Set(before.texts)
      outsideShare = Double(after.texts.count { !known.contains($0) }) / Double(after.texts.count)
      let chi = try ChiSquareTest(
        baselineCounts, currentCounts, designEffects: (baselineSize.designEffect, currentSize.designEffect))
      test = .chiSquare
      pValue = chi.pValue
      cramersV = chi.cramersV
      (baselineMean, currentMean, wasserstein, kolmogorovSmirnov) = (nil, nil, nil, nil)
    default:
      throw .notNumeric(before.numbers == nil ? baseline.name : current.name)
    }
    baselineEffectiveSize = baselineSize.size
    currentEffectiveSize = currentSize.size
    populationStability = Distances.populationStability(baselineCounts, currentCounts) ?? 0
    jensenShannon = Distances.jensenShannon(baselineCounts, currentCounts) ?? 0
  }
}

/// The rows of a column that hold a value.
private struct Present {
  let rows: [Int]
  let numbers: [Double]?
  let texts: [String]

  init(_ column: Column) {
    if let doubles = column.doubles {
      rows = doubles.indices.filter { !doubles[$0].isNaN }
      numbers = rows.map { doubles[$0] }
      texts = []
    } else {
      rows = (0..<column.count).filter(column.holdsValue)
      numbers = nil
      texts = rows.map { column.text(at: $0) ?? "" }
    }
  }

  func size(of values: [Double], _ clusters: [Column]) -> EffectiveSampleSize {
    let sizes = clusters.map { cluster -> EffectiveSampleSize in
      var codes: [String: Int32] = [:]
      let all: [Int32]
      if case .text(let text) = cluster.values {
        all = rows.map { text.codes[$0] }
      } else {
        all = rows.map { row in
          let key = cluster.text(at: row) ?? ""
          let next = Int32(codes.count)
          let code = codes[key] ?? next
          codes[key] = code
          return code
        }
      }
      return EffectiveSampleSize(values, clusters: all)
    }
    return sizes.min { $0.size < $1.size } ?? EffectiveSampleSize(values, clusters: Array(0..<Int32(values.count)))
  }
}
