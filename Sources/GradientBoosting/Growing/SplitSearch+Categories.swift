extension SplitSearch {
  /// How many categories a set may take from one end of their order, as in XGBoost (`max_cat_threshold`).
  private var partitionLimit: Int { 64 }

  /// Searches a feature whose bins are categories: one category against the rest where there are few, otherwise two groups
  /// of the categories ordered by their leaf weight, which is optimal for one split (W. D. Fisher, 1958).
  func searchCategories(
    feature: Int, bins: UnsafePointer<Sum>, cuts: FeatureCuts, node: NodeSums<Sum>, best: inout SplitCandidate<Sum>
  ) {
    if cuts.binCount < maxCategoriesToOneHot {
      searchSingle(feature: feature, bins: bins, categoryCount: cuts.binCount, node: node, best: &best)
    } else {
      let order = orderedByWeight(bins: bins, categoryCount: cuts.binCount)
      searchGroups(feature: feature, bins: bins, order: order, isForward: true, node: node, best: &best)
      searchGroups(feature: feature, bins: bins, order: order, isForward: false, node: node, best: &best)
    }
  }

  private func gain(left: Sum, node: NodeSums<Sum>) -> Float? {
    let right = node.sum &- left
    let leftSums = sums(left)
    let rightSums = sums(right)
    guard leftSums.hessian >= evaluator.minChildWeight, rightSums.hessian >= evaluator.minChildWeight else {
      return nil
    }
    return evaluator.gain(left: leftSums, right: rightSums, bounds: node.bounds, constraint: 0) - node.rootGain
  }

  private func sums(_ sum: Sum) -> (gradient: Double, hessian: Double) {
    (sum.gradient(unit: scales.gradientUnit), sum.hessian(unit: scales.hessianUnit))
  }

  private func searchSingle(
    feature: Int, bins: UnsafePointer<Sum>, categoryCount: Int, node: NodeSums<Sum>, best: inout SplitCandidate<Sum>
  ) {
    var present = Sum.zero
    for category in 0..<categoryCount { present = present &+ bins[category] }
    let missing = node.sum &- present
    for category in 0..<categoryCount {
      for missingGoesLeft in [true, false] {
        let right = missingGoesLeft ? bins[category] : bins[category] &+ missing
        let left = node.sum &- right
        if let gain = gain(left: left, node: node), best.isBeaten(by: gain, feature: feature) {
          best = SplitCandidate(
            gain: gain, feature: feature, rule: .categories([Int32(category)]), defaultLeft: missingGoesLeft,
            left: left)
        }
      }
    }
  }

  private func orderedByWeight(bins: UnsafePointer<Sum>, categoryCount: Int) -> [Int] {
    let weights = (0..<categoryCount).map { category in
      let sums = sums(bins[category])
      return evaluator.weight(gradient: sums.gradient, hessian: sums.hessian, bounds: SplitEvaluator.Bounds())
    }
    return (0..<categoryCount).sorted { weights[$0] < weights[$1] || weights[$0] == weights[$1] && $0 < $1 }
  }

  private func searchGroups(
    feature: Int, bins: UnsafePointer<Sum>, order: [Int], isForward: Bool, node: NodeSums<Sum>,
    best: inout SplitCandidate<Sum>
  ) {
    var gathered = Sum.zero
    var place: (count: Int, left: Sum, gain: Float)?
    let steps = min(partitionLimit, order.count) - 1
    for step in 0..<max(steps, 0) {
      gathered = gathered &+ bins[order[isForward ? step : order.count - 1 - step]]
      let left = isForward ? node.sum &- gathered : gathered
      if let gain = gain(left: left, node: node), gain > place?.gain ?? 0 {
        place = (isForward ? step + 1 : order.count - 1 - step, left, gain)
      }
    }
    guard let place, best.isBeaten(by: place.gain, feature: feature) else { return }
    best = SplitCandidate(
      gain: place.gain, feature: feature, rule: .categories(order[..<place.count].map(Int32.init).sorted()),
      defaultLeft: isForward, left: place.left)
  }
}
