/// Looks through the bins of one feature for the best split of a node.
///
/// Unsafe: `bins` holds the feature's cells, and the scratch has room for every feature's bins and eight more.
struct SplitSearch<Sum: GradientSum> {
  let evaluator: SplitEvaluator
  let scales: FixedPoint
  let maxCategoriesToOneHot: Int
  private let gradients: UnsafeMutablePointer<Double>
  private let hessians: UnsafeMutablePointer<Double>
  private let gains: UnsafeMutablePointer<Float>
  private let places: UnsafeMutablePointer<Int32>
  private let prefixes: UnsafeMutablePointer<Sum>

  /// - Parameter capacity: The largest number of cells of a feature.
  init(evaluator: SplitEvaluator, scales: FixedPoint, capacity: Int, maxCategoriesToOneHot: Int) {
    self.evaluator = evaluator
    self.scales = scales
    self.maxCategoriesToOneHot = maxCategoriesToOneHot
    gradients = .allocate(capacity: capacity + 8)
    hessians = .allocate(capacity: capacity + 8)
    gains = .allocate(capacity: capacity + 8)
    places = .allocate(capacity: capacity + 8)
    prefixes = .allocate(capacity: capacity + 8)
  }

  func deallocate() {
    gradients.deallocate()
    hessians.deallocate()
    gains.deallocate()
    places.deallocate()
    prefixes.deallocate()
  }

  /// Searches a feature with thresholds.
  func search(
    feature: Int, bins: UnsafePointer<Sum>, cuts: FeatureCuts, node: NodeSums<Sum>, constraint: Int,
    best: inout SplitCandidate<Sum>
  ) {
    let binCount = cuts.binCount
    let hasMissing = cuts.hasMissing && !bins[binCount].isZero
    // Only bins with rows can end a side; without missing values the last one cannot.
    var count = gather(bins: bins, from: 0, to: binCount, by: 1)
    if !hasMissing && count > 0 { count -= 1 }
    if let (index, gain) = bestGain(count: count, node: node, constraint: constraint, prefixIsLeft: true),
      best.isBeaten(by: gain, feature: feature)
    {
      best = SplitCandidate(
        gain: gain, feature: feature, rule: .threshold(bin: Int(places[index])), defaultLeft: false,
        left: prefixes[index])
    }
    guard hasMissing else { return }
    count = gather(bins: bins, from: binCount - 1, to: -1, by: -1)
    if let (index, gain) = bestGain(count: count, node: node, constraint: constraint, prefixIsLeft: false),
      best.isBeaten(by: gain, feature: feature)
    {
      best = SplitCandidate(
        gain: gain, feature: feature, rule: .threshold(bin: Int(places[index]) - 1), defaultLeft: true,
        left: node.sum &- prefixes[index])
    }
  }

  /// Running sums over the bins that have rows; their number.
  @inline(__always)
  private func gather(bins: UnsafePointer<Sum>, from: Int, to: Int, by step: Int) -> Int {
    let gradientUnit = scales.gradientUnit
    let hessianUnit = scales.hessianUnit
    var sum = Sum.zero
    var count = 0
    var bin = from
    while bin != to {
      let entry = bins[bin]
      sum = sum &+ entry
      prefixes[count] = sum
      gradients[count] = sum.gradient(unit: gradientUnit)
      hessians[count] = sum.hessian(unit: hessianUnit)
      places[count] = Int32(truncatingIfNeeded: bin)
      count &+= entry.isZero ? 0 : 1
      bin &+= step
    }
    return count
  }

  /// The first of the largest gains among the gathered sums.
  private func bestGain(
    count: Int, node: NodeSums<Sum>, constraint: Int, prefixIsLeft: Bool
  ) -> (index: Int, gain: Float)? {
    // Hessians are not negative, so those large enough on both sides are neighbours.
    let smallest = evaluator.minChildWeight
    var first = 0
    while first < count, hessians[first] < smallest { first &+= 1 }
    var end = count
    while end > first, node.hessian - hessians[end &- 1] < smallest { end &-= 1 }
    guard first < end else { return nil }
    return evaluator.isPlain
      ? plainBest(first, end, node: node)
      : constrainedBest(first, end, node: node, constraint: constraint, prefixIsLeft: prefixIsLeft)
  }

  @inline(never)
  private func plainBest(_ first: Int, _ end: Int, node: NodeSums<Sum>) -> (index: Int, gain: Float)? {
    let lambda = SIMD4<Double>(repeating: evaluator.lambda)
    let gradient = SIMD4<Double>(repeating: node.gradient)
    let hessian = SIMD4<Double>(repeating: node.hessian)
    let rootGain = SIMD4<Float>(repeating: node.rootGain)
    // Beyond the end stand harmless numbers.
    for index in end..<end &+ 4 {
      gradients[index] = 0
      hessians[index] = 0.5
    }
    var largest = SIMD4<Float>(repeating: -.infinity)
    var index = first
    while index < end {
      let g = UnsafeRawPointer(gradients + index).loadUnaligned(as: SIMD4<Double>.self)
      let h = UnsafeRawPointer(hessians + index).loadUnaligned(as: SIMD4<Double>.self)
      let otherG = gradient - g
      let otherH = hessian - h
      let gain =
        (SIMD4<Float>(g * g / (h + lambda)) + SIMD4<Float>(otherG * otherG / (otherH + lambda))) - rootGain
      UnsafeMutableRawPointer(gains + index).storeBytes(of: gain, as: SIMD4<Float>.self)
      if index &+ 4 <= end { largest.replace(with: gain, where: gain .> largest) }
      index &+= 4
    }
    var gain = largest.max()
    let tail = first &+ (end &- first) / 4 &* 4
    for index in tail..<end where gains[index] > gain { gain = gains[index] }
    guard gain > 0 else { return nil }
    for index in first..<end where gains[index] == gain { return (index, gain) }
    return nil
  }

  @inline(never)
  private func constrainedBest(
    _ first: Int, _ end: Int, node: NodeSums<Sum>, constraint: Int, prefixIsLeft: Bool
  ) -> (index: Int, gain: Float)? {
    var best: (index: Int, gain: Float)?
    for index in first..<end {
      let prefix = (gradient: gradients[index], hessian: hessians[index])
      let rest = (gradient: node.gradient - prefix.gradient, hessian: node.hessian - prefix.hessian)
      let gain =
        evaluator.gain(
          left: prefixIsLeft ? prefix : rest, right: prefixIsLeft ? rest : prefix, bounds: node.bounds,
          constraint: constraint) - node.rootGain
      if gain > best?.gain ?? 0 { best = (index, gain) }
    }
    return best
  }
}
