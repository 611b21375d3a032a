/// Distinct values in ascending order with the ranks that their rows take, thinned to a number of values that are spread
/// evenly over the ranks.
///
/// XGBoost's `hist` method chooses its cut points by thinning such a summary twice, first to eight times the number of bins
/// and then to the number of bins. Doing the same, in its single precision, gives the same cut points wherever its own
/// summary is exact, and so the same trees. Source: XGBoost, `src/common/quantile.h`, and Chen and Guestrin, "XGBoost: A
/// Scalable Tree Boosting System", 2016, appendix A.
struct RankSummary {
  private struct Entry {
    var value: Float
    /// The number of rows below the value.
    var below: Float
    /// The number of rows not above the value.
    var through: Float
  }

  private var entries: [Entry]

  /// From distinct values in ascending order with the number of rows of each.
  init(distinct: [Float], counts: [Int]) {
    var rank = 0
    entries = zip(distinct, counts).map { value, count in
      defer { rank += count }
      return Entry(value: value, below: Float(rank), through: Float(rank + count))
    }
  }

  /// The values that are left.
  var values: [Float] { entries.map(\.value) }

  /// Leaves at most `size` values: the first, the last, and for evenly spaced ranks between them the nearest ones.
  mutating func thin(to size: Int) {
    guard entries.count > size, let first = entries.first, let last = entries.last else { return }
    let steps = size - 1
    let range = last.below - first.through
    var kept = [0]
    var index = 1
    for step in 1..<steps {
      // Ranks are compared doubled, so that the middle between two of them needs no division.
      let target = 2 * (Float(step) * range / Float(steps) + first.through)
      while index < entries.count - 1, target >= entries[index + 1].through + entries[index + 1].below { index += 1 }
      guard index < entries.count - 1 else { break }
      let nearest = target < entries[index].through + entries[index + 1].below ? index : index + 1
      if nearest != kept.last { kept.append(nearest) }
    }
    if kept.last != entries.count - 1 { kept.append(entries.count - 1) }
    entries = kept.map { entries[$0] }
  }
}
