import Columns
import GradientBoosting
import Testing

@Suite("prediction and explanation")
struct PredictionTests {
  @Test("a single row predicts what the batch predicts, to the last bit")
  func singleRows() throws {
    let model = try Samples.model()
    let table = try Samples.table(rows: 333, seed: 12, missing: 0.2)
    let batch = try model.predict(table)
    let columns = try ["a", "b", "c", "d"].map { try #require(try table.column($0).floats) }
    for row in 0..<table.rowCount {
      let values = columns.map { $0[row] }
      #expect(model.predict(row: values.span) == batch[row])
    }
  }

  @Test("columns are found by name, whatever their order and type")
  func columnsByName() throws {
    let model = try Samples.model()
    let table = try Samples.numbers(["z": [1, 1], "d": [2, 3], "c": [0, 1], "b": [10, 20], "a": [4, 5]])
    let integers = try ColumnTable([
      Column("a", .integer([4, 5])), Column("b", .single([10, 20])), Column("c", .integer([0, 1])),
      Column("d", .integer([2, 3])),
    ])
    #expect(try model.predict(table) == model.predict(integers))
  }

  @Test("rounds add up")
  func rounds() throws {
    let model = try Samples.model()
    let table = try Samples.table(rows: 20, seed: 13)
    let base = try model.predictMargin(table, rounds: 0..<0)
    #expect(base.allSatisfy { $0 == model.baseScores[0] })
    #expect(throws: BoostingError.self) { try model.predict(table, rounds: 0..<9) }
    let first = try model.predictMargin(table, rounds: 0..<3)
    let rest = try model.predictMargin(table, rounds: 3..<8)
    for (row, margin) in try model.predictMargin(table).enumerated() {
      #expect(isClose(margin, first[row] + rest[row] - base[row], 1e-5))
    }
  }

  @Test("contributions add up to the margin on random models", arguments: 1...5)
  func contributions(_ seed: Int) throws {
    let model = try Samples.model(
      rows: 600, seed: UInt64(seed),
      ["max_depth": "\(seed + 1)", "n_estimators": "30", "subsample": "0.7", "colsample_bytree": "0.8"])
    let table = try Samples.table(rows: 77, seed: UInt64(seed) + 50, missing: 0.15)
    let contributions = try model.contributions(table)
    for (row, margin) in try model.predictMargin(table).enumerated() {
      #expect(abs(contributions.values(row: row).reduce(0, +) - margin) < 2e-4)
    }
  }

  @Test("contributions are Shapley values: weighted over all orders by hand")
  func shapleyByHand() throws {
    let model = try Samples.model(rows: 300, ["n_estimators": "1", "max_depth": "4"])
    let table = try Samples.table(rows: 10, seed: 21, missing: 0.1)
    let contributions = try model.contributions(table)
    let columns = try ["a", "b", "c", "d"].map { try #require(try table.column($0).floats) }
    for row in 0..<table.rowCount {
      let values = columns.map { $0[row] }
      for feature in 0..<4 {
        var expected = 0.0
        for subset in 0..<16 where subset & 1 << feature == 0 {
          let size = subset.nonzeroBitCount
          let weight = [1.0, 1, 2, 6][size] * [1.0, 1, 2, 6][3 - size] / 24
          expected +=
            weight
            * (mean(model.trees[0], 0, values, known: subset | 1 << feature)
              - mean(model.trees[0], 0, values, known: subset))
        }
        #expect(abs(Double(contributions.values(row: row)[row * 5 + feature]) - expected) < 1e-4)
      }
    }
  }

  /// What the tree predicts when only some features are known: the others follow the cover.
  private func mean(_ tree: RegressionTree, _ index: Int, _ values: [Float], known: Int) -> Double {
    let node = tree.nodes[index]
    guard !node.isLeaf else { return Double(node.condition) }
    let value = values[Int(node.feature)]
    if known & 1 << Int(node.feature) != 0 {
      let left = value.isNaN ? node.defaultLeft : value < node.condition
      return mean(tree, Int(left ? node.left : node.right), values, known: known)
    }
    let children = [Int(node.left), Int(node.right)]
    return children.reduce(0.0) {
      $0 + Double(tree.nodes[$1].cover / node.cover) * mean(tree, $1, values, known: known)
    }
  }

  @Test("the mean absolute contribution is the mean of what is in the table")
  func meanAbsolute() throws {
    let contributions = try Samples.model().contributions(Samples.table(rows: 30, seed: 3))
    let expected = (0..<30).reduce(0.0) { $0 + Double(abs(contributions.values[$1 * 5 + 1])) } / 30
    #expect(contributions.meanAbsolute.map(\.feature) == ["a", "b", "c", "d"])
    #expect(isClose(contributions.meanAbsolute[1].value, expected, 1e-9))
  }

  @Test("a category that training never saw goes where XGBoost sends it: left")
  func unknownCategory() throws {
    let table = try ColumnTable([Column("kind", texts: ["x", "y", "z", "w", "v", "x"])])
    let data = try Dataset(
      features: table, label: Column("y", numbers: [1, 5, 3, 9, 7, 1]), categorical: ["kind"])
    let model = try Booster.train(TrainingParameters(xgboost: ["min_child_weight": "0"]), training: data)
    let codes = try ColumnTable([Column("kind", .single([900]))])
    #expect(try model.predict(codes).count == 1)
    #expect(try model.predict(ColumnTable([Column("kind", texts: ["new"])])).allSatisfy(\.isFinite))
  }
}
