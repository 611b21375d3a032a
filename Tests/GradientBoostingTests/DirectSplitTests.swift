import Columns
import GradientBoosting
import Testing

/// Gains counted directly over rows, without histograms.
///
/// The trainer adds up the histogram of the smaller child only and takes the larger one's by subtraction, over bundled
/// columns and several threads; a split that is the best of all that can be counted directly shows that nothing was lost.
@Suite("splits against sums over rows")
struct DirectSplitTests {
  @Test("every split is the best one, and its gain that of sums taken directly over its rows", arguments: 1...8)
  func best(_ seed: Int) throws {
    let lambda = Double(seed % 3 + 1)
    let table = try Samples.table(rows: 600, seed: UInt64(seed), missing: seed % 2 == 0 ? 0.1 : 0)
    let features = ["a", "c", "d"]
    let data = try Dataset(features: table.selecting(features), label: table.column("y"))
    let model = try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "3", "max_depth": "4", "lambda": "\(lambda)"]), training: data)
    let columns = try features.map { name in
      let column = try table.column(name)
      return (column.doubles ?? []).enumerated().map { column.holdsValue(at: $0) ? Float($1) : .nan }
    }
    let labels = try #require(try table.column("y").doubles)
    for (number, tree) in model.trees.enumerated() {
      let before = try model.predict(table, rounds: 0..<number)
      let residuals = labels.indices.map { labels[$0] - Double(before[$0]) }
      for (node, rows) in reached(tree, columns) where !node.isLeaf {
        let best = bestGain(rows, columns, residuals, lambda: lambda)
        #expect(isClose(Double(node.gain), best, 2e-4), "tree \(number)")
        let column = columns[Int(node.feature)]
        let sides = rows.map { column[$0].isNaN ? node.defaultLeft : column[$0] < node.condition }
        #expect(isClose(gain(rows, sides, residuals, lambda: lambda), best, 2e-4), "tree \(number)")
      }
    }
  }

  /// Every node with the rows that reach it.
  private func reached(_ tree: RegressionTree, _ columns: [[Float]]) -> [(RegressionTree.Node, [Int])] {
    var pending = [(0, Array(columns[0].indices))]
    var found: [(RegressionTree.Node, [Int])] = []
    while let (number, rows) = pending.popLast() {
      let node = tree.nodes[number]
      found.append((node, rows))
      guard !node.isLeaf else { continue }
      let column = columns[Int(node.feature)]
      let isLeft = { (row: Int) in column[row].isNaN ? node.defaultLeft : column[row] < node.condition }
      pending.append((Int(node.left), rows.filter(isLeft)))
      pending.append((Int(node.right), rows.filter { !isLeft($0) }))
    }
    return found
  }

  /// The largest gain over all features, all thresholds and both places for missing values.
  private func bestGain(_ rows: [Int], _ columns: [[Float]], _ residuals: [Double], lambda: Double) -> Double {
    var best = 0.0
    for column in columns {
      let thresholds = Set(rows.map { column[$0] }.filter { !$0.isNaN }).sorted() + [.infinity]
      for threshold in thresholds {
        for missingGoesLeft in [true, false] {
          let sides = rows.map { column[$0].isNaN ? missingGoesLeft : column[$0] < threshold }
          guard sides.contains(true), sides.contains(false) else { continue }
          best = max(best, gain(rows, sides, residuals, lambda: lambda))
        }
      }
    }
    return best
  }

  /// The reduction of the regularised squared error. Source: Chen and Guestrin, "XGBoost", 2016, equation 7, without the
  /// half, as XGBoost reports it.
  private func gain(_ rows: [Int], _ isLeft: [Bool], _ residuals: [Double], lambda: Double) -> Double {
    var sums = (left: 0.0, right: 0.0)
    var counts = (left: 0.0, right: 0.0)
    for (row, isLeft) in zip(rows, isLeft) {
      if isLeft {
        sums.left += residuals[row]
        counts.left += 1
      } else {
        sums.right += residuals[row]
        counts.right += 1
      }
    }
    func score(_ sum: Double, _ count: Double) -> Double { sum * sum / (count + lambda) }
    return score(sums.left, counts.left) + score(sums.right, counts.right)
      - score(sums.left + sums.right, counts.left + counts.right)
  }
}
