extension TreeGrower {
  /// The grown tree as XGBoost describes it.
  func finishedTree() -> RegressionTree {
    var categories: [Int32] = []
    let nodes = tree.nodes.map { node in
      var finished = RegressionTree.Node()
      finished.parent = node.parent < 0 ? RegressionTree.noParent : Int32(node.parent)
      finished.cover = Float(node.sums.hessian)
      guard node.left >= 0, let candidate = node.candidate else {
        finished.condition = node.value
        // XGBoost keeps the Newton step times the learning rate here, except for a root alone.
        finished.baseWeight = node.parent < 0 ? node.weight : node.weight * parameters.learningRate
        return finished
      }
      finished.left = Int32(node.left)
      finished.right = Int32(node.left + 1)
      finished.feature = Int32(candidate.feature)
      finished.defaultLeft = candidate.defaultLeft
      finished.gain = candidate.gain
      finished.baseWeight = node.weight
      let cuts = cuts[candidate.feature]
      switch candidate.rule {
      case .threshold(let bin):
        finished.condition = bin < 0 ? cuts.lowest : cuts.thresholds[bin]
      case .categories(let right):
        finished.isCategorical = true
        finished.condition = Float(right.max() ?? 0)
        finished.firstCategory = Int32(categories.count)
        finished.categoryCount = Int32(right.count)
        categories += right
      }
      return finished
    }
    return RegressionTree(nodes: nodes, categories: categories)
  }
}

extension Booster {
  /// The margins of a data set with this model's features, row by row.
  func margins(of data: Dataset.Storage) -> [Float] {
    let outputs = outputCount
    let margins = baseMargins
    let rowCount = data.labels.count
    return [Float](unsafeUninitializedCapacity: rowCount * outputs) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let target = RowTarget(base: output)
      forRowBlocks(data.readers, rowCount: rowCount) { rows, block in
        PredictionKernel.sum(
          forest: forest, trees: 0..<trees.count, outputOfTree: outputOfTree, baseMargins: margins, block: block,
          rowCount: rows.count, featureCount: data.readers.count, output: target.base + rows.lowerBound * outputs)
      }
      count = rowCount * outputs
    }
  }
}
