/// A pair of children whose histograms come from one pass, or the root alone.
struct SearchTask {
  /// The number of the pass's target.
  var target: Int
  /// The node whose histogram was added up, and its larger sibling; `nil` for the root.
  var other: (smaller: Int, larger: Int, parent: Int)?
}

extension TreeGrower {
  /// A node whose rows are divided in a pass.
  private struct Expansion {
    var node: Int
    var left: Int
    var smallerIsLeft: Bool
    /// The number of the histogram of the smaller child, or -1.
    var target: Int
  }

  /// Divides the rows of freshly split nodes and searches their children.
  func expand(_ split: [Int]) {
    var pending: [Int] = []
    for node in split {
      let left = tree.nodes[node].left
      if parameters.maxDepth > 0 && tree.nodes[left].depth == parameters.maxDepth {
        // Both children are leaves: their rows are told apart when the leaves are applied.
        tree.nodes[node].keepsRows = true
        release(node)
      } else {
        pending.append(node)
      }
    }
    // The children of a tree that is full stay leaves: as in XGBoost, nothing is drawn or searched for them.
    let isFull = parameters.maxLeaves > 0 && (tree.nodes.count + 1) / 2 >= parameters.maxLeaves
    shards.reserve(nodes: tree.nodes.count)
    var start = 0
    while start < pending.count {
      let end = min(start + histograms.passLimit, pending.count)
      expandTogether(Array(pending[start..<end]), isFull: isFull)
      start = end
    }
  }

  private func expandTogether(_ split: [Int], isFull: Bool) {
    var expansions: [Expansion] = []
    var tasks: [SearchTask] = []
    var usableFeatures: [Int: [Bool]] = [:]
    for node in split {
      let left = tree.nodes[node].left
      // Drawn for every child in this order, whether or not it can be split, as in XGBoost.
      for child in [left, left + 1] where !isFull { usableFeatures[child] = usable(child) }
      let smallerIsLeft = tree.nodes[left].sums.hessian <= tree.nodes[left + 1].sums.hessian
      var target = -1
      if !isFull, isSearchable(left) || isSearchable(left + 1) {
        target = tasks.count
        tasks.append(
          SearchTask(
            target: target,
            other: (smaller: smallerIsLeft ? left : left + 1, larger: smallerIsLeft ? left + 1 : left, parent: node)))
      }
      expansions.append(Expansion(node: node, left: left, smallerIsLeft: smallerIsLeft, target: target))
    }
    histograms.preparePass(targets: tasks.count)
    runPass(expansions)
    for task in tasks {
      guard let other = task.other else { continue }
      tree.nodes[other.smaller].histogram = histograms.takeTarget(task.target)
      tree.nodes[other.larger].histogram = tree.nodes[other.parent].histogram
      tree.nodes[other.parent].histogram = nil
    }
    search(tasks, usable: usableFeatures)
    for node in split {
      release(node)
      let left = tree.nodes[node].left
      for child in [left, left + 1] where tree.nodes[child].candidate == nil { release(child) }
    }
  }

  private func runPass(_ expansions: [Expansion]) {
    let depths = expansions.map { tree.nodes[$0.node].depth }
    let places = expansions.map { (cell: tree.nodes[$0.node].place, side: tree.nodes[$0.node].sideBase) }
    // Where most rows take part, reading their records in order first pays.
    let rowShare = expansions.reduce(0.0) { $0 + tree.nodes[$1.node].sums.hessian } / max(tree.nodes[0].sums.hessian, 1)
    tree.sides.withUnsafeBufferPointer { sides in
      guard let sides = sides.baseAddress else { return }
      let sideTables = RowTarget(base: UnsafeMutablePointer(mutating: sides))
      pool.forEachIndexed(shards.shardCount) { thread, claim in
        var isReady = false
        while let shard = claim() {
          if !isReady {
            histograms.clear(thread: thread)
            isReady = true
          }
          if rowShare > 0.4 { touch(shard) }
          for (index, expansion) in expansions.enumerated() {
            divideRows(
              shard: shard, expansion: expansion, depth: depths[index], place: places[index].cell,
              sides: sideTables.base + places[index].side,
              histogram: expansion.target < 0 ? nil : histograms.target(expansion.target, thread: thread))
          }
        }
      }
    }
  }

  /// Brings a shard's records into the cache.
  func touch(_ shard: Int) {
    let range = shards.range(shard)
    PartitionKernel.touch(rows.base + range.lowerBound * rows.stride, byteCount: range.count * rows.stride)
  }

  /// Divides one node's rows in one shard, block by block, and adds the smaller child's while they are in the cache.
  private func divideRows(
    shard: Int, expansion: Expansion, depth: Int, place: SplitPlace, sides: UnsafePointer<UInt8>,
    histogram: UnsafeMutablePointer<Sum>?
  ) {
    let segment = shards.segment(shard: shard, node: expansion.node)
    let count = Int(segment.count)
    let source = shards.numbers(shard: shard, depth: depth) + Int(segment.start)
    let target = shards.numbers(shard: shard, depth: depth + 1) + Int(segment.start)
    let records = UnsafeRawPointer(rows.base + shard * shards.shardSize * rows.stride)
    let recordSize = rows.stride
    var left = target
    var right = target + count
    var index = 0
    while index < count {
      let size = min(256, count - index)
      let leftStart = left
      let rightEnd = right
      PartitionKernel.divide(
        rows: source + index, count: size, shard: records, stride: recordSize, place: place, sides: sides,
        left: &left, right: &right)
      if let histogram {
        if expansion.smallerIsLeft {
          kernel.accumulate(
            rows: leftStart, count: left - leftStart, shard: records, stride: recordSize, into: histogram)
        } else {
          kernel.accumulate(rows: right, count: rightEnd - right, shard: records, stride: recordSize, into: histogram)
        }
      }
      index += size
    }
    let leftCount = Int32(left - target)
    shards.setSegment(
      ShardedRows.Segment(start: segment.start, count: leftCount), shard: shard, node: expansion.left)
    shards.setSegment(
      ShardedRows.Segment(start: segment.start + leftCount, count: segment.count - leftCount), shard: shard,
      node: expansion.left + 1)
  }
}
