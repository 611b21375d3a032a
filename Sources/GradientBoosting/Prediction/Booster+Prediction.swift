public import Columns

extension Booster {
  /// Predictions in the unit of the label, one per row; with several outputs, row by row.
  /// - Parameters:
  ///   - features: Columns that are looked up by the names of the model's features; others are ignored.
  ///   - rounds: The boosting rounds to sum; ``defaultRounds`` where `nil`.
  /// - Throws: ``BoostingError`` where a feature is missing or is text without categories.
  public func predict(_ features: ColumnTable, rounds: Range<Int>? = nil) throws -> [Float] {
    var values = try predictMargin(features, rounds: rounds)
    if objective.hasLogLink {
      for index in values.indices { values[index] = objective.prediction(ofMargin: values[index]) }
    }
    return values
  }

  /// The sums of base score and leaves, before the objective's link, one per row and output.
  public func predictMargin(_ features: ColumnTable, rounds: Range<Int>? = nil) throws -> [Float] {
    let trees = try treeRange(rounds)
    let readers = try readers(for: features)
    let outputs = outputCount
    let margins = baseMargins
    return [Float](unsafeUninitializedCapacity: features.rowCount * outputs) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let target = RowTarget(base: output)
      forRowBlocks(readers, rowCount: features.rowCount) { rows, block in
        PredictionKernel.sum(
          forest: forest, trees: trees, outputOfTree: outputOfTree, baseMargins: margins, block: block,
          rowCount: rows.count, featureCount: readers.count, output: target.base + rows.lowerBound * outputs)
      }
      count = features.rowCount * outputs
    }
  }

  /// The node number of the leaf that every row reaches in every tree, row by row.
  public func leafIndices(_ features: ColumnTable, rounds: Range<Int>? = nil) throws -> [Int32] {
    let trees = try treeRange(rounds)
    let readers = try readers(for: features)
    guard !trees.isEmpty else { return [] }
    return [Int32](unsafeUninitializedCapacity: features.rowCount * trees.count) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let target = RowTarget(base: output)
      forRowBlocks(readers, rowCount: features.rowCount) { rows, block in
        PredictionKernel.leaves(
          forest: forest, trees: trees, block: block, rowCount: rows.count, featureCount: readers.count,
          output: target.base + rows.lowerBound * trees.count)
      }
      count = features.rowCount * trees.count
    }
  }

  /// The prediction of one row, in the unit of the label, without allocating.
  /// - Parameters:
  ///   - row: One value per feature in the model's order, NaN for a missing one.
  ///   - output: Which of the model's outputs, such as a quantile.
  /// - Precondition: `row` has as many values as the model has features.
  public func predict(row: Span<Float>, output: Int = 0, rounds: Range<Int>? = nil) -> Float {
    objective.prediction(ofMargin: predictMargin(row: row, output: output, rounds: rounds))
  }

  /// The margin of one row and one output without allocating.
  /// - Precondition: `row` has as many values as the model has features.
  public func predictMargin(row: Span<Float>, output: Int = 0, rounds: Range<Int>? = nil) -> Float {
    precondition(row.count == features.count, "one value per feature")
    precondition(baseScores.indices.contains(output), "an output of this model")
    let rounds = rounds ?? defaultRounds
    precondition(rounds.lowerBound >= 0 && rounds.upperBound <= roundCount, "rounds of this model")
    let outputs = outputCount
    return row.withUnsafeBufferPointer { row in
      guard let row = row.baseAddress else { return 0 }
      let base = objective.margin(ofBaseScore: baseScores[output])
      let trees = stride(from: rounds.lowerBound * outputs + output, to: rounds.upperBound * outputs, by: outputs)
      if let complete = forest.complete { return complete.sum(row: row, trees: trees, base: base) }
      return forest.nodes.withUnsafeBufferPointer { nodes in
        forest.categoryWords.withUnsafeBufferPointer { words in
          PredictionKernel.sum(
            row: row, nodes: nodes, words: words, roots: forest.roots,
            trees: trees, base: base)
        }
      }
    }
  }

  /// One reader per feature, found by name.
  func readers(for table: ColumnTable) throws -> [FeatureReader] {
    try features.map { feature in
      guard let column = table[feature.name] else {
        throw BoostingError.missingFeature(feature.name, among: table.names)
      }
      return try FeatureReader(column, feature: feature)
    }
  }

  /// Calls `body` with blocks of rows, each row's features next to each other, from all cores. Behind a block there is room
  /// for twice as many values.
  func forRowBlocks(
    _ readers: [FeatureReader], rowCount: Int, blockSize: Int = PredictionKernel.blockSize, threadCount: Int = 0,
    _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let blockCount = (rowCount + blockSize - 1) / blockSize
    let threads = min(WorkerPool.threadCount(asked: threadCount), max(blockCount / 4, 1))
    WorkerPool.withPool(threadCount: threads) { pool in
      pool.forEach(blockCount) { claim in
        let block = UnsafeMutablePointer<Float>.allocate(capacity: 3 * blockSize * readers.count)
        defer { block.deallocate() }
        while let index = claim() {
          let rows = index * blockSize..<min((index + 1) * blockSize, rowCount)
          for (feature, reader) in readers.enumerated() {
            reader.read(rows, into: block + feature, stride: readers.count)
          }
          body(rows, block)
        }
      }
    }
  }
}

/// The start of an output array that threads fill in disjoint places.
struct RowTarget<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
}
