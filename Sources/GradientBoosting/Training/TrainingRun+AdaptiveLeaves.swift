extension TrainingRun {
  /// Sets every leaf of the grown tree to a quantile of the residuals of its sampled rows, times the learning rate: for
  /// losses whose second derivative is 0 the Newton step says nothing about the size of a leaf.
  func adaptLeaves(output: Int) {
    guard let share = quantileShare(output: output) else { return }
    let nodes = grower.tree.nodes
    let leaves = nodes.indices.filter { nodes[$0].left < 0 }
    var values = leaves.map { nodes[$0].value }
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = RowTarget(base: base)
      pool.forEach(leaves.count) { claim in
        while let index = claim() {
          let (residuals, weights) = residuals(ofLeaf: leaves[index], output: output)
          guard !residuals.isEmpty else { continue }
          target.base[index] = BaseScore.quantile(share, of: residuals, weights: weights) * parameters.learningRate
        }
      }
    }
    for (index, leaf) in leaves.enumerated() { grower.tree.nodes[leaf].value = values[index] }
  }

  private func quantileShare(output: Int) -> Float? {
    switch parameters.objective {
    case .absoluteError: 0.5
    case .quantile(let levels): levels[output]
    default: nil
    }
  }

  private func residuals(ofLeaf leaf: Int, output: Int) -> (residuals: [Float], weights: [Float]?) {
    let shards = grower.shards
    let nodes = grower.tree.nodes
    let parent = nodes[leaf].parent
    let sharesSegment = parent >= 0 && nodes[parent].keepsRows
    let holder = sharesSegment ? parent : leaf
    var residuals: [Float] = []
    var weights: [Float]? = data.weights == nil ? nil : []
    for shard in 0..<shards.shardCount {
      let segment = shards.segment(shard: shard, node: holder)
      let numbers = shards.numbers(shard: shard, depth: nodes[holder].depth) + Int(segment.start)
      let first = shards.range(shard).lowerBound
      for index in 0..<Int(segment.count) {
        let row = first + Int(numbers[index])
        if sharesSegment {
          let record = UnsafeRawPointer(grower.rows.base + row * grower.rows.stride)
          let cell = nodes[parent].place.cell(of: record)
          let isLeft = grower.tree.sides[nodes[parent].sideBase + cell] != 0
          guard isLeft == (nodes[parent].left == leaf) else { continue }
        }
        residuals.append(data.labels[row] - margins[output * rowCount + row])
        if let all = data.weights { weights?.append(all[row]) }
      }
    }
    return (residuals, weights)
  }
}
