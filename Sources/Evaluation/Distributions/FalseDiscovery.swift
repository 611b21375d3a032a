/// Control of false discoveries where many hypotheses are tested at once.
public enum FalseDiscovery {
  /// P values adjusted after Benjamini and Hochberg (1995): rejecting those of at most α keeps the expected share of false
  /// rejections below α. scipy's `false_discovery_control(method="bh")`.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] > pValues[$1] }
    var adjusted = pValues
    var smallest = 1.0
    for (place, index) in order.enumerated() {
      let rank = Double(pValues.count - place)
      smallest = min(smallest, pValues[index] * Double(pValues.count) / rank)
      adjusted[index] = smallest
    }
    return adjusted
  }
}
