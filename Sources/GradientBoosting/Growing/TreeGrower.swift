/// Grows one tree after the other on binned rows.
///
/// A pass over the shards divides the rows of the nodes that are split and adds up the histogram of the smaller child; the
/// larger child's is the parent's less that. Every thread has histograms of its own, which are added up after the pass, so
/// that the sums, being whole numbers, are the same for any number of threads.
final class TreeGrower<Sum: GradientSum>: @unchecked Sendable {
  let parameters: TrainingParameters
  var layout: BinLayout { rows.layout }
  let cuts: [FeatureCuts]
  let rows: BinnedRows
  let shards: ShardedRows
  let pool: WorkerPool
  let evaluator: SplitEvaluator
  /// The constraint of every feature: 1 rising, -1 falling, 0 none.
  let monotone: [Int]
  let interactions: [Set<Int>]
  let histograms: HistogramPool<Sum>
  var scales = FixedPoint(gradientScale: 1, hessianScale: 1)
  var tree = GrowingTree<Sum>()
  var columns: ColumnSampler
  var kernel: HistogramKernel<Sum>
  /// A slot that the present tree looks at.
  var rootSlot: BinLayout.Slot?

  init(
    parameters: TrainingParameters, cuts: [FeatureCuts], rows: BinnedRows, shards: ShardedRows, pool: WorkerPool,
    monotone: [Int], interactions: [Set<Int>], columns: ColumnSampler
  ) {
    self.parameters = parameters
    self.columns = columns
    self.cuts = cuts
    self.rows = rows
    self.shards = shards
    self.pool = pool
    self.monotone = monotone
    self.interactions = interactions
    evaluator = SplitEvaluator(parameters, hasMonotone: monotone.contains { $0 != 0 })
    histograms = HistogramPool(cellCount: rows.layout.cellCount, threadCount: pool.threadCount)
    kernel = HistogramKernel(
      layout: rows.layout, usedSlots: Array(repeating: false, count: rows.layout.slots.count), scales: scales)
  }

  /// Takes the tree's features and the present scales into the kernel. Must come before the root's histogram.
  func prepareKernel() {
    var used = Array(repeating: false, count: layout.slots.count)
    for feature in columns.treeFeatures { if let place = layout.places[feature] { used[place.slot] = true } }
    rootSlot = used.firstIndex(of: true).map { layout.slots[$0] }
    kernel = HistogramKernel(layout: layout, usedSlots: used, scales: scales)
  }

  /// Grows the tree from the root's histogram, which was added up in ``histograms`` as number 0 of every thread.
  func grow(rootSum: Sum) {
    tree = GrowingTree()
    let sums = nodeSums(rootSum, bounds: SplitEvaluator.Bounds(), parentBounds: SplitEvaluator.Bounds())
    let weight = evaluator.weight(gradient: sums.gradient, hessian: sums.hessian, bounds: sums.bounds)
    var root = GrowingTree<Sum>.Node(
      parent: -1, depth: 0, sums: sums, weight: weight, value: weight * parameters.learningRate)
    root.histogram = histograms.takeTarget(0)
    tree.nodes = [root]
    search([SearchTask(target: 0, other: nil)], usable: [0: usable(0)])
    switch parameters.growPolicy {
    case .depthwise: growByLevel()
    case .lossguide: growByGain()
    }
    for node in tree.nodes.indices { release(node) }
  }

  private func growByLevel() {
    var level = [0]
    var leafCount = 1
    while !level.isEmpty {
      var next: [Int] = []
      var split: [Int] = []
      for node in level where isSplittable(node) && (parameters.maxLeaves == 0 || leafCount < parameters.maxLeaves) {
        let left = divide(node)
        next += [left, left + 1]
        split.append(node)
        leafCount += 1
      }
      expand(split)
      level = next
    }
  }

  private func growByGain() {
    var open = [0]
    var leafCount = 1
    while parameters.maxLeaves == 0 || leafCount < parameters.maxLeaves {
      open.removeAll { !isSplittable($0) }
      // The largest gain, the older node among equals.
      guard var best = open.first else { return }
      for node in open where gain(of: node) > gain(of: best) || gain(of: node) == gain(of: best) && node < best {
        best = node
      }
      let left = divide(best)
      open.removeAll { $0 == best }
      open += [left, left + 1]
      leafCount += 1
      expand([best])
    }
  }

  private func gain(of node: Int) -> Float { tree.nodes[node].candidate?.gain ?? 0 }

  private func isSplittable(_ node: Int) -> Bool {
    guard let candidate = tree.nodes[node].candidate, candidate.gain > 1e-6, candidate.gain >= parameters.gamma else {
      return false
    }
    let right = tree.nodes[node].sums.sum &- candidate.left
    let unit = scales.hessianUnit
    return candidate.left.hessian(unit: unit) > 0 && right.hessian(unit: unit) > 0
  }

  /// Whether a node may be split further, so that its histogram is needed.
  func isSearchable(_ node: Int) -> Bool {
    let depth = tree.nodes[node].depth
    guard parameters.maxDepth == 0 || depth < parameters.maxDepth else { return false }
    return tree.nodes[node].sums.hessian >= 2 * evaluator.minChildWeight
  }

  func nodeSums(
    _ sum: Sum, bounds: SplitEvaluator.Bounds, parentBounds: SplitEvaluator.Bounds
  ) -> NodeSums<Sum> {
    let gradient = sum.gradient(unit: scales.gradientUnit)
    let hessian = sum.hessian(unit: scales.hessianUnit)
    return NodeSums(
      sum: sum, gradient: gradient, hessian: hessian,
      rootGain: evaluator.gain(gradient: gradient, hessian: hessian, bounds: parentBounds), bounds: bounds)
  }

  /// Turns a node's candidate into two children; the number of the left one.
  private func divide(_ node: Int) -> Int {
    guard let candidate = tree.nodes[node].candidate else { return -1 }
    let parent = tree.nodes[node].sums
    let left = nodeSums(candidate.left, bounds: parent.bounds, parentBounds: parent.bounds)
    let right = nodeSums(parent.sum &- candidate.left, bounds: parent.bounds, parentBounds: parent.bounds)
    let leftWeight = evaluator.weight(gradient: left.gradient, hessian: left.hessian, bounds: parent.bounds)
    let rightWeight = evaluator.weight(gradient: right.gradient, hessian: right.hessian, bounds: parent.bounds)
    let middle = (leftWeight + rightWeight) / 2
    var bounds = (left: parent.bounds, right: parent.bounds)
    if monotone[candidate.feature] > 0 {
      bounds.left.upper = middle
      bounds.right.lower = middle
    } else if monotone[candidate.feature] < 0 {
      bounds.left.lower = middle
      bounds.right.upper = middle
    }
    let first = tree.nodes.count
    tree.nodes[node].left = first
    let allowed = interactions.isEmpty ? nil : allowedBelow(node, splitBy: candidate.feature)
    for (sums, weight, bounds) in [(left, leftWeight, bounds.left), (right, rightWeight, bounds.right)] {
      var child = GrowingTree<Sum>.Node(
        parent: node, depth: tree.nodes[node].depth + 1, sums: sums, weight: weight,
        value: weight * parameters.learningRate)
      child.sums.bounds = bounds
      child.allowed = allowed
      tree.nodes.append(child)
    }
    writeSides(of: node, candidate: candidate)
    return first
  }

  /// The features that may follow on a path: those already on it, and the groups that hold all of them.
  private func allowedBelow(_ node: Int, splitBy feature: Int) -> [Bool] {
    var path: Set<Int> = [feature]
    var ancestor = tree.nodes[node].parent
    while ancestor >= 0 {
      if let candidate = tree.nodes[ancestor].candidate { path.insert(candidate.feature) }
      ancestor = tree.nodes[ancestor].parent
    }
    var allowed = Array(repeating: false, count: cuts.count)
    for feature in path { allowed[feature] = true }
    for group in interactions where path.isSubset(of: group) {
      for feature in group { allowed[feature] = true }
    }
    return allowed
  }

  /// Notes for every cell of the split's slot whether it goes left.
  private func writeSides(of node: Int, candidate: SplitCandidate<Sum>) {
    let feature = candidate.feature
    guard let place = layout.places[feature] else { return }
    let slot = layout.slots[place.slot]
    var isLeft = Array(repeating: UInt8(0), count: cuts[feature].cellCount)
    switch candidate.rule {
    case .threshold(let last):
      if last >= 0 { for bin in 0...last { isLeft[bin] = 1 } }
    case .categories(let right):
      for bin in isLeft.indices { isLeft[bin] = 1 }
      for category in right { isLeft[Int(category)] = 0 }
    }
    if cuts[feature].hasMissing || cuts[feature].categoryCount != nil {
      isLeft[cuts[feature].binCount] = candidate.defaultLeft ? 1 : 0
    }
    tree.nodes[node].sideBase = tree.sides.count
    tree.nodes[node].place = SplitPlace(offset: Int32(slot.offset), isWide: slot.isWide)
    tree.nodes[node].featureSideBase = tree.featureSides.count
    tree.featureSides.append(contentsOf: isLeft)
    if let binOfCell = place.binOfCell {
      tree.sides.append(contentsOf: binOfCell.map { isLeft[Int($0)] })
    } else {
      tree.sides.append(contentsOf: isLeft)
    }
  }

  func release(_ node: Int) {
    guard let histogram = tree.nodes[node].histogram else { return }
    histograms.release(histogram)
    tree.nodes[node].histogram = nil
  }
}
