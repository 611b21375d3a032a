/// A named set whose margins follow the training: its rows walk every new tree by their cells.
final class EvaluationSet: @unchecked Sendable {
  let name: String
  private let data: Dataset.Storage
  private let rows: BinnedRows
  /// One margin per row and output, output by output.
  private let margins: UnsafeMutablePointer<Float>
  private static let blockSize = 4096
  private var rowCount: Int { data.labels.count }
  private let totalWeight: Double

  init(
    name: String, data: Dataset.Storage, cuts: [FeatureCuts], margins initial: [Float], pool: WorkerPool
  ) {
    self.name = name
    self.data = data
    rows = BinnedRows(
      readers: data.readers, rowCount: data.labels.count, cuts: cuts, payloadSize: 0, pool: pool)
    margins = .allocate(capacity: max(data.labels.count * initial.count, 1))
    for (output, margin) in initial.enumerated() {
      (margins + output * data.labels.count).initialize(repeating: margin, count: data.labels.count)
    }
    totalWeight = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(data.labels.count)
  }

  deinit { margins.deallocate() }

  /// Adds margins computed elsewhere, row by row, to those of all outputs.
  func replaceMargins(_ values: [Float], outputs: Int) {
    for row in 0..<rowCount {
      for output in 0..<outputs { margins[output * rowCount + row] = values[row * outputs + output] }
    }
  }

  /// Adds a tree's leaves.
  func add<Sum>(_ tree: GrowingTree<Sum>, output: Int, pool: WorkerPool) {
    let target = RowTarget(base: margins + output * rowCount)
    let blockCount = (rowCount + Self.blockSize - 1) / Self.blockSize
    let walk = TreeWalk(tree, layout: rows.layout)
    pool.forEach(blockCount) { claim in
      walk.withLeaves { leaf in
        while let block = claim() {
          for row in block * Self.blockSize..<min((block + 1) * Self.blockSize, rowCount) {
            target.base[row] += leaf(rows.base + row * rows.stride)
          }
        }
      }
    }
  }

  /// The value of a metric over all rows.
  func value(_ metric: Metric, objective: Objective, outputs: Int, pool: WorkerPool) -> Double {
    let blockCount = (rowCount + Self.blockSize - 1) / Self.blockSize
    var sums = Array(repeating: 0.0, count: blockCount)
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = RowTarget(base: base)
      pool.forEach(blockCount) { claim in
        while let block = claim() {
          let rows = block * Self.blockSize..<min((block + 1) * Self.blockSize, rowCount)
          for output in 0..<outputs {
            target.base[block] += loss(metric, objective: objective, output: output, rows: rows)
          }
        }
      }
    }
    return metric.value(sum: sums.reduce(0, +), weight: totalWeight * Double(outputs))
  }

  private func loss(_ metric: Metric, objective: Objective, output: Int, rows: Range<Int>) -> Double {
    data.labels.withUnsafeBufferPointer { labels in
      data.weights.withOptionalBuffer { weights in
        guard let labels = labels.baseAddress else { return 0 }
        return ObjectiveKernel.loss(
          metric: metric, objective: objective, level: output, margins: margins + output * rowCount + rows.lowerBound,
          labels: labels + rows.lowerBound, weights: weights.map { $0 + rows.lowerBound }, count: rows.count)
      }
    }
  }
}

extension Optional where Wrapped == [Float] {
  /// The start of the numbers, or `nil` where there are none.
  func withOptionalBuffer<Result>(_ body: (UnsafePointer<Float>?) throws -> Result) rethrows -> Result {
    guard let self else { return try body(nil) }
    return try self.withUnsafeBufferPointer { try body($0.baseAddress) }
  }
}
