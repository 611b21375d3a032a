/// How much a feature did for the model, in XGBoost's ways of counting.
public enum Importance: String, Sendable, CaseIterable {
  /// The number of splits.
  case weight
  /// The mean gain of its splits.
  case gain
  /// The mean cover of its splits.
  case cover
  /// The sum of the gains of its splits.
  case totalGain = "total_gain"
  /// The sum of the covers of its splits.
  case totalCover = "total_cover"
}

extension Booster {
  /// The importance of every feature that the model splits on, in the model's order; others are left out, as in XGBoost's
  /// `get_score`.
  public func importances(_ kind: Importance) -> [(feature: String, value: Double)] {
    var counts = Array(repeating: 0, count: features.count)
    var sums = Array(repeating: 0.0, count: features.count)
    for tree in trees {
      for node in tree.nodes where !node.isLeaf {
        counts[Int(node.feature)] += 1
        switch kind {
        case .weight: sums[Int(node.feature)] += 1
        case .gain, .totalGain: sums[Int(node.feature)] += Double(node.gain)
        case .cover, .totalCover: sums[Int(node.feature)] += Double(node.cover)
        }
      }
    }
    return features.indices.filter { counts[$0] > 0 }.map { index in
      switch kind {
      case .weight, .totalGain, .totalCover: (features[index].name, sums[index])
      case .gain, .cover: (features[index].name, sums[index] / Double(counts[index]))
      }
    }
  }
}
