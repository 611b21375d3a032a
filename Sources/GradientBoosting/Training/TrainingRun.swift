/// The state of training with one kind of histogram entry: rows, margins, and the tree that grows.
///
/// One pass over the shards applies a tree's leaves, takes new gradients, draws the next tree's rows and adds up its root's
/// histogram, all while the shard is in the cache.
final class TrainingRun<Sum: GradientSum>: @unchecked Sendable {
  let parameters: TrainingParameters
  let data: Dataset.Storage
  let grower: TreeGrower<Sum>
  let pool: WorkerPool
  /// One margin per row and output, output by output.
  let margins: UnsafeMutablePointer<Float>
  /// Per shard: what decides the scales.
  private let sums: UnsafeMutablePointer<ObjectiveKernel.Sums>
  private let rootSums: UnsafeMutablePointer<Sum>
  /// The tree whose root is added up, or -1.
  private var preparedTree = -1
  /// Where the numbers of all sampling come from: the first seeds the columns, then one a tree the rows.
  private var generator: MersenneTwister
  private var sampling: RowSampling?
  private let totalWeight: Double

  var rowCount: Int { data.labels.count }
  private var shards: ShardedRows { grower.shards }

  /// From this number of rows on, looking for features that can share slots pays.
  private static var bundlingThreshold: Int { 100_000 }

  init(
    parameters: TrainingParameters, data: Dataset.Storage, cuts: [FeatureCuts], margins initial: [Float],
    monotone: [Int], interactions: [Set<Int>], pool: WorkerPool
  ) {
    self.parameters = parameters
    self.data = data
    self.pool = pool
    let rowCount = data.labels.count
    let bundles =
      rowCount < Self.bundlingThreshold
      ? [] : FeatureBundle.plan(cuts, readers: data.readers, rowCount: rowCount)
    let rows = BinnedRows(
      readers: data.readers, rowCount: rowCount, cuts: cuts, bundles: bundles, payloadSize: Sum.payloadSize, pool: pool)
    let shards = ShardedRows(rowCount: rowCount, recordSize: rows.stride)
    generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: parameters.seed))
    let columns = ColumnSampler(parameters, featureCount: cuts.count, seed: generator.next())
    grower = TreeGrower(
      parameters: parameters, cuts: cuts, rows: rows, shards: shards, pool: pool, monotone: monotone,
      interactions: interactions, columns: columns)
    margins = .allocate(capacity: rowCount * initial.count)
    for (output, margin) in initial.enumerated() {
      (margins + output * rowCount).initialize(repeating: margin, count: rowCount)
    }
    sums = .allocate(capacity: shards.shardCount)
    sums.initialize(repeating: ObjectiveKernel.Sums(), count: shards.shardCount)
    rootSums = .allocate(capacity: shards.shardCount)
    rootSums.initialize(repeating: .zero, count: shards.shardCount)
    totalWeight = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(rowCount)
  }

  deinit {
    margins.deallocate()
    sums.deallocate()
    rootSums.deallocate()
  }

  /// Continues from a model.
  /// - Parameter values: Its margins, row by row.
  func resume(_ start: Booster, margins values: [Float]) {
    let outputs = parameters.objective.outputCount
    grower.columns.replay(start.trees)
    if parameters.subsample < 1 { for _ in start.trees { _ = generator.next() } }
    for row in 0..<rowCount {
      for output in 0..<outputs { margins[output * rowCount + row] = values[row * outputs + output] }
    }
  }

  /// Grows the tree of that number for an output.
  func growTree(number: Int, output: Int) {
    if preparedTree != number {
      forEachShard { run, _, shard in run.takeGradients(shard: shard, output: output) }
      grower.scales = chosenScales()
      prepareRoot(tree: number) { run, thread, shard, sampling in
        run.shards.sample(shard: shard, sampling)
        run.addToRoot(shard: shard, thread: thread)
      }
    }
    grower.grow(rootSum: rootSum())
    if parameters.objective.hasAdaptiveLeaves { adaptLeaves(output: output) }
  }

  /// Adds the tree's leaves to the margins, and prepares the tree of `nextOutput` unless this was the last.
  func applyTree(number: Int, output: Int, nextOutput: Int?) {
    let tree = grower.tree
    let walk = TreeWalk(tree)
    guard let nextOutput else {
      forEachShard { run, _, shard in run.addLeaves(shard: shard, output: output, tree: tree, walk: walk) }
      return
    }
    // The scales of the last gradients nearly always fit the next ones.
    grower.scales = chosenScales()
    prepareRoot(tree: number + 1) { run, thread, shard, sampling in
      run.grower.touch(shard)
      run.addLeaves(shard: shard, output: output, tree: tree, walk: walk)
      run.takeGradients(shard: shard, output: nextOutput)
      run.shards.sample(shard: shard, sampling)
      run.addToRoot(shard: shard, thread: thread)
    }
    guard !scalesFit() else { return }
    grower.scales = chosenScales()
    prepareRoot(tree: number + 1) { run, thread, shard, _ in run.addToRoot(shard: shard, thread: thread) }
  }

  /// The value of a metric over all training rows.
  func value(_ metric: Metric) -> Double {
    let outputs = parameters.objective.outputCount
    var losses = Array(repeating: 0.0, count: shards.shardCount)
    losses.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = RowTarget(base: base)
      forEachShard { run, _, shard in
        for output in 0..<outputs { target.base[shard] += run.loss(metric, shard: shard, output: output) }
      }
    }
    return metric.value(sum: losses.reduce(0, +), weight: totalWeight * Double(outputs))
  }

  // MARK: - Passes

  private func forEachShard(_ body: @Sendable (TrainingRun, Int, Int) -> Void) {
    pool.forEachIndexed(shards.shardCount) { thread, claim in
      while let shard = claim() { body(self, thread, shard) }
    }
  }

  /// Draws the rows and the features of the next tree.
  private func drawSamples() {
    grower.columns.beginTree()
    sampling = parameters.subsample < 1 ? RowSampling(seed: generator.next(), share: parameters.subsample) : nil
  }

  private func prepareRoot(tree: Int, _ body: @Sendable (TrainingRun, Int, Int, RowSampling?) -> Void) {
    if preparedTree != tree { drawSamples() }
    grower.prepareKernel()
    grower.histograms.preparePass(targets: 1)
    let sampling = sampling
    forEachShard { run, thread, shard in body(run, thread, shard, sampling) }
    preparedTree = tree
  }

  private func takeGradients(shard: Int, output: Int) {
    let rows = shards.range(shard)
    let records = grower.rows.base + rows.lowerBound * grower.rows.stride
    data.labels.withUnsafeBufferPointer { labels in
      data.weights.withOptionalBuffer { weights in
        guard let labels = labels.baseAddress else { return }
        sums[shard] = ObjectiveKernel.gradients(
          Sum.self, objective: parameters.objective, level: output, maxDeltaStep: parameters.effectiveMaxDeltaStep,
          margins: margins + output * rowCount + rows.lowerBound, labels: labels + rows.lowerBound,
          weights: weights.map { $0 + rows.lowerBound }, count: rows.count, records: records,
          stride: grower.rows.stride)
      }
    }
  }

  private func totalSums() -> ObjectiveKernel.Sums {
    var total = ObjectiveKernel.Sums()
    for shard in 0..<shards.shardCount {
      total.absoluteGradient += sums[shard].absoluteGradient
      total.hessian += sums[shard].hessian
    }
    return total
  }

  private func chosenScales() -> FixedPoint {
    let total = totalSums()
    return FixedPoint(
      gradientScale: FixedPoint.scale(sum: total.absoluteGradient, bits: Sum.gradientBits),
      hessianScale: FixedPoint.scale(sum: total.hessian, bits: Sum.gradientBits))
  }

  /// Whether the scales neither overflow nor lose precision with the present gradients.
  private func scalesFit() -> Bool {
    let total = totalSums()
    let largest = Double(sign: .plus, exponent: Sum.gradientBits + 1, significand: 1)
    func fits(_ scaled: Double) -> Bool { scaled == 0 || scaled < largest && scaled > largest / 64 }
    return fits(total.absoluteGradient * grower.scales.gradientScale)
      && fits(total.hessian * grower.scales.hessianScale)
  }

  private func addToRoot(shard: Int, thread: Int) {
    let histograms = grower.histograms
    if !histograms.isUsed[thread] { histograms.clear(thread: thread) }
    let count = Int(shards.segment(shard: shard, node: 0).count)
    let records = grower.rows.base + shards.range(shard).lowerBound * grower.rows.stride
    let numbers = shards.numbers(shard: shard, depth: 0)
    grower.kernel.accumulate(
      rows: numbers, count: count, shard: records, stride: grower.rows.stride,
      into: histograms.target(0, thread: thread))
    guard grower.rootSlot == nil else { return }
    var sum = Sum.zero
    for index in 0..<count {
      sum = sum &+ Sum(record: records + Int(numbers[index]) * grower.rows.stride, scales: grower.scales)
    }
    rootSums[shard] = sum
  }

  /// The sum over all sampled rows: that of the cells of any slot.
  private func rootSum() -> Sum {
    if let slot = grower.rootSlot {
      return grower.histograms.sum(0, cells: slot.firstCell..<slot.firstCell + slot.cellCount)
    }
    var sum = Sum.zero
    for shard in 0..<shards.shardCount { sum = sum &+ rootSums[shard] }
    return sum
  }

  private func addLeaves(shard: Int, output: Int, tree: GrowingTree<Sum>, walk: TreeWalk) {
    let first = shards.range(shard).lowerBound
    let target = margins + output * rowCount + first
    let records = UnsafeRawPointer(grower.rows.base + first * grower.rows.stride)
    let stride = grower.rows.stride
    tree.sides.withUnsafeBufferPointer { sides in
      for (number, node) in tree.nodes.enumerated() where node.left < 0 || node.keepsRows {
        if node.parent >= 0, tree.nodes[node.parent].keepsRows { continue }
        let segment = shards.segment(shard: shard, node: number)
        let numbers = shards.numbers(shard: shard, depth: node.depth) + Int(segment.start)
        guard node.keepsRows else {
          for index in 0..<Int(segment.count) { target[Int(numbers[index])] += node.value }
          continue
        }
        let difference = tree.nodes[node.left].value.bitPattern ^ tree.nodes[node.left + 1].value.bitPattern
        let right = tree.nodes[node.left + 1].value.bitPattern
        for index in 0..<Int(segment.count) {
          let row = Int(numbers[index])
          let side = UInt32(sides[node.sideBase &+ node.place.cell(of: records + row &* stride)])
          target[row] += Float(bitPattern: right ^ (difference & (0 &- side)))
        }
      }
    }
    let sampled = Int(shards.segment(shard: shard, node: 0).count)
    let numbers = shards.numbers(shard: shard, depth: 0)
    walk.withLeaves { leaf in
      for index in sampled..<shards.range(shard).count {
        let row = Int(numbers[index])
        target[row] += leaf(records + row &* stride)
      }
    }
  }

  private func loss(_ metric: Metric, shard: Int, output: Int) -> Double {
    let rows = shards.range(shard)
    return data.labels.withUnsafeBufferPointer { labels in
      data.weights.withOptionalBuffer { weights in
        guard let labels = labels.baseAddress else { return 0 }
        return ObjectiveKernel.loss(
          metric: metric, objective: parameters.objective, level: output,
          margins: margins + output * rowCount + rows.lowerBound, labels: labels + rows.lowerBound,
          weights: weights.map { $0 + rows.lowerBound }, count: rows.count)
      }
    }
  }
}
