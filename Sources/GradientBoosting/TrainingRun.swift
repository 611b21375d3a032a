/// The state of training with one kind of histogram entry: rows, margins, and the tree that grows.
///
/// One pass over the shards applies the last tree's leaves, takes new gradients, draws the next tree's rows and adds up its
/// root's histogram, while the shard is in the cache.
final class TrainingRun<Sum: GradientSum>: @unchecked Sendable {
  let parameters: TrainingParameters
  let data: Dataset.Storage
  let grower: TreeGrower<Sum>
  let pool: WorkerPool
  /// One margin per row and output, output by output.
  let margins: UnsafeMutablePointer<Float>
  /// Per shard: what decides the scales, and the root's sum.
  private let sums: UnsafeMutablePointer<ObjectiveKernel.Sums>
  private let rootSums: UnsafeMutablePointer<Sum>
  private var isPrepared = false
  private let totalWeight: Double

  var rowCount: Int { data.labels.count }
  private var shards: ShardedRows { grower.shards }

  init(
    parameters: TrainingParameters, data: Dataset.Storage, cuts: [FeatureCuts], layout: BinLayout,
    margins initial: [Float], monotone: [Int], interactions: [Set<Int>], pool: WorkerPool
  ) {
    self.parameters = parameters
    self.data = data
    self.pool = pool
    let rowCount = data.labels.count
    let rows = BinnedRows(
      readers: data.readers, rowCount: rowCount, cuts: cuts, layout: layout, payloadSize: Sum.payloadSize, pool: pool)
    let shards = ShardedRows(rowCount: rowCount, recordSize: rows.stride)
    grower = TreeGrower(
      parameters: parameters, layout: layout, cuts: cuts, rows: rows, shards: shards, pool: pool, monotone: monotone,
      interactions: interactions)
    margins = .allocate(capacity: rowCount * initial.count)
    for (output, margin) in initial.enumerated() {
      (margins + output * rowCount).initialize(repeating: margin, count: rowCount)
    }
    sums = .allocate(capacity: shards.shardCount)
    sums.initialize(repeating: ObjectiveKernel.Sums(), count: shards.shardCount)
    rootSums = .allocate(capacity: shards.shardCount)
    totalWeight = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(rowCount)
  }

  deinit {
    margins.deallocate()
    sums.deallocate()
    rootSums.deallocate()
  }

  /// Takes margins computed elsewhere, row by row.
  func replaceMargins(_ values: [Float], outputs: Int) {
    for row in 0..<rowCount {
      for output in 0..<outputs { margins[output * rowCount + row] = values[row * outputs + output] }
    }
  }

  /// Grows the tree of that number for an output.
  func growTree(number: Int, output: Int) {
    if !isPrepared {
      // The first gradients tell the scales.
      forEachShard { run, shard in run.takeGradients(shard: shard, output: output) }
      grower.scales = chosenScales()
    } else {
      grower.scales = chosenScales()
    }
    isPrepared = true
    grower.begin(tree: number)
    grower.histograms.preparePass(targets: 1)
    let random = RandomSource(seed: parameters.seed, tree: number, purpose: 3)
    forEachShard { run, shard in
      run.shards.sample(shard: shard, share: run.parameters.subsample, random: random)
    } then: { run, thread, shard in
      run.addToRoot(shard: shard, thread: thread)
    }
    grower.grow(rootSum: rootSum())
  }

  /// Adds the tree's leaves to the margins and takes the gradients for the tree of `nextOutput`.
  func applyTree(output: Int, nextOutput: Int) {
    let tree = grower.tree
    tree.steps.withUnsafeBufferPointer { steps in
      tree.sides.withUnsafeBufferPointer { sides in
        guard let steps = steps.baseAddress else { return }
        let walk = TreeWalk<Sum>(
          steps: steps, sides: sides.baseAddress ?? UnsafePointer(UnsafeMutablePointer<UInt8>.allocateEmpty),
          slotShift: 0)
        forEachShard { run, shard in
          run.addLeaves(shard: shard, output: output, tree: tree, walk: walk)
          run.takeGradients(shard: shard, output: nextOutput)
        }
      }
    }
  }

  /// The value of a metric over all training rows.
  func value(_ metric: Metric) -> Double {
    let outputs = parameters.objective.outputCount
    var losses = Array(repeating: 0.0, count: shards.shardCount)
    losses.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = RowTarget(base: base)
      forEachShard { run, shard in
        for output in 0..<outputs { target.base[shard] += run.loss(metric, shard: shard, output: output) }
      }
    }
    return metric.value(sum: losses.reduce(0, +), weight: totalWeight * Double(outputs))
  }

  // MARK: - Passes

  private func forEachShard(
    _ body: @Sendable (TrainingRun, Int) -> Void, then next: (@Sendable (TrainingRun, Int, Int) -> Void)? = nil
  ) {
    pool.forEachIndexed(shards.shardCount) { thread, claim in
      while let shard = claim() {
        body(self, shard)
        next?(self, thread, shard)
      }
    }
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

  private func chosenScales() -> FixedPoint {
    var total = ObjectiveKernel.Sums()
    for shard in 0..<shards.shardCount {
      total.absoluteGradient += sums[shard].absoluteGradient
      total.hessian += sums[shard].hessian
    }
    return FixedPoint(
      gradientScale: FixedPoint.scale(sum: total.absoluteGradient, bits: Sum.gradientBits),
      hessianScale: FixedPoint.scale(sum: total.hessian, bits: Sum.gradientBits))
  }

  private func addToRoot(shard: Int, thread: Int) {
    let histograms = grower.histograms
    if !histograms.isUsed[thread] { histograms.clear(thread: thread) }
    let segment = shards.segment(shard: shard, node: 0)
    let records = grower.rows.base + shards.range(shard).lowerBound * grower.rows.stride
    let numbers = shards.numbers(shard: shard, depth: 0)
    grower.kernel.accumulate(
      rows: numbers, count: Int(segment.count), shard: records, stride: grower.rows.stride,
      into: histograms.target(0, thread: thread))
    var sum = Sum.zero
    for index in 0..<Int(segment.count) {
      sum = sum &+ Sum(record: records + Int(numbers[index]) * grower.rows.stride, scales: grower.scales)
    }
    rootSums[shard] = sum
  }

  private func rootSum() -> Sum {
    var sum = Sum.zero
    for shard in 0..<shards.shardCount { sum = sum &+ rootSums[shard] }
    return sum
  }

  private func addLeaves(shard: Int, output: Int, tree: GrowingTree<Sum>, walk: TreeWalk<Sum>) {
    let first = shards.range(shard).lowerBound
    let target = margins + output * rowCount + first
    let records = UnsafeRawPointer(grower.rows.base + first * grower.rows.stride)
    let stride = grower.rows.stride
    for (number, node) in tree.nodes.enumerated() where node.left < 0 && number > 0 || node.keepsRows || number == 0 {
      guard number == 0 || !tree.nodes[node.parent].keepsRows else { continue }
      guard node.left < 0 || node.keepsRows else { continue }
      let segment = shards.segment(shard: shard, node: number)
      let numbers = shards.numbers(shard: shard, depth: node.depth) + Int(segment.start)
      if node.keepsRows {
        let values = (tree.nodes[node.left + 1].value, tree.nodes[node.left].value)
        let cells = records + node.slotOffset
        let sides = walk.sides + node.sideBase
        for index in 0..<Int(segment.count) {
          let row = Int(numbers[index])
          let cell = cells.load(fromByteOffset: row &* stride, as: UInt16.self)
          target[row] += sides[Int(cell)] != 0 ? values.1 : values.0
        }
      } else {
        for index in 0..<Int(segment.count) { target[Int(numbers[index])] += node.value }
      }
    }
    let root = shards.segment(shard: shard, node: 0)
    let numbers = shards.numbers(shard: shard, depth: 0)
    for index in Int(root.count)..<shards.range(shard).count {
      let row = Int(numbers[index])
      target[row] += walk.leaf(of: records + row &* stride)
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
