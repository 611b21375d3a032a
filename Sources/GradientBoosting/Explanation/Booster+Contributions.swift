public import Columns

extension Booster {
  /// The exact path-dependent SHAP values of every row, as XGBoost's `pred_contribs` gives them.
  /// - Parameters:
  ///   - features: Columns that are looked up by the names of the model's features.
  ///   - rounds: The boosting rounds to explain; ``defaultRounds`` where `nil`.
  /// - Throws: ``BoostingError`` where a feature is missing or is text without categories.
  public func contributions(_ features: ColumnTable, rounds: Range<Int>? = nil) throws -> Contributions {
    try Explainer(self, rounds: rounds).contributions(features)
  }

  /// The contributions by trees that are prepared; `biases` are those of the plans.
  func contributions(
    _ features: ColumnTable, plans: [ShapleyPlan], biases: [Double]
  ) throws -> Contributions {
    let readers = try readers(for: features)
    let outputs = outputCount
    let width = readers.count + 1
    let rowCount = features.rowCount
    let values = [Float](unsafeUninitializedCapacity: rowCount * outputs * width) { buffer, count in
      guard let output = buffer.baseAddress else { return }
      let target = RowTarget(base: output)
      forest.categoryWords.withUnsafeBufferPointer { words in
        let words = RowTarget(base: UnsafeMutablePointer(mutating: words.baseAddress) ?? .emptyPlace)
        explain(readers, rowCount: rowCount, plans: plans, words: words) { rows, output, sums in
          for lane in 0..<rows.count {
            let place = target.base + ((rows.lowerBound + lane) * outputs + output) * width
            for feature in 0..<readers.count { place[feature] = Float(sums[feature][lane]) }
            place[readers.count] = Float(biases[output])
          }
        }
      }
      count = rowCount * outputs * width
    }
    return Contributions(
      featureNames: featureNames, rowCount: rowCount, outputCount: outputs, values: values)
  }

  /// A tree prepared for explanation.
  func plan(ofTree tree: Int) -> ShapleyPlan {
    var places: [Int: UInt32] = [:]
    if forest.hasCategories {
      let end = tree + 1 < forest.roots.count ? Int(forest.roots[tree + 1]) : forest.nodes.count
      for node in Int(forest.roots[tree])..<end where forest.nodes[node].feature & PredictionForest.categorical != 0 {
        places[Int(forest.originals[node])] = forest.nodes[node].condition.bitPattern
      }
    }
    return ShapleyPlan(trees[tree], output: outputOfTree[tree], categoryPlaces: places)
  }

  /// The mean prediction of every output.
  func biases(of plans: [ShapleyPlan]) -> [Double] {
    var biases = baseMargins.map(Double.init)
    for plan in plans { biases[plan.output] += plan.mean }
    return biases
  }

  /// Calls `body` for runs of up to sixteen rows and every output, with the contributions of every feature.
  private func explain(
    _ readers: [FeatureReader], rowCount: Int, plans: [ShapleyPlan], words: RowTarget<UInt32>,
    _ body: @Sendable (Range<Int>, Int, UnsafeMutablePointer<SIMD16<Double>>) -> Void
  ) {
    let lanes = ShapleyKernel.laneCount
    let blockSize = 256
    let blockCount = (rowCount + blockSize - 1) / blockSize
    let treesPerFlush = 16
    WorkerPool.withPool(threadCount: min(WorkerPool.threadCount(asked: 0), max(blockCount, 1))) { pool in
      pool.forEach(blockCount) { claim in
        let kernel = ShapleyKernel(plans: plans, featureCount: readers.count, words: words.base)
        let block = UnsafeMutablePointer<Float>.allocate(capacity: blockSize * readers.count)
        let totals = UnsafeMutablePointer<SIMD16<Double>>.allocate(capacity: readers.count)
        block.initialize(repeating: 0, count: blockSize * readers.count)
        defer {
          block.deallocate()
          totals.deallocate()
        }
        while let index = claim() {
          let rows = index * blockSize..<min((index + 1) * blockSize, rowCount)
          for (feature, reader) in readers.enumerated() {
            reader.read(rows, into: block + feature * blockSize, stride: 1)
          }
          for start in stride(from: 0, to: rows.count, by: lanes) {
            let part = rows.lowerBound + start..<min(rows.lowerBound + start + lanes, rows.upperBound)
            for output in 0..<outputCount {
              totals.initialize(repeating: .zero, count: readers.count)
              var pending = 0
              for plan in plans where plan.output == output {
                kernel.add(plan, values: block + start, stride: blockSize)
                pending += 1
                if pending == treesPerFlush {
                  kernel.flush(into: totals)
                  pending = 0
                }
              }
              kernel.flush(into: totals)
              body(part, output, totals)
            }
          }
        }
      }
    }
  }
}

extension ShapleyKernel {
  /// Moves what was gathered to sums in double precision.
  func flush(into totals: UnsafeMutablePointer<SIMD16<Double>>) {
    for feature in 0..<featureCount {
      totals[feature] += SIMD16<Double>(sums[feature])
      sums[feature] = .zero
    }
  }
}
