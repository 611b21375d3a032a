import Columns
import GradientBoosting
import Testing

@Suite("unusual inputs")
struct SmallInputTests {
  private func train(
    _ columns: [String: [Double?]], _ label: [Double], _ settings: [String: String] = [:]
  ) throws
    -> Booster
  {
    try Booster.train(
      TrainingParameters(xgboost: settings.merging(["n_estimators": "5"]) { $1 }),
      training: Dataset(features: Samples.numbers(columns), label: Column("y", numbers: label)))
  }

  @Test("one row predicts its label")
  func oneRow() throws {
    let model = try train(["a": [1]], [7])
    #expect(try model.predict(Samples.numbers(["a": [3]])) == [7])
    #expect(model.trees.allSatisfy { $0.nodes.count == 1 })
  }

  @Test("two rows can be told apart")
  func twoRows() throws {
    let model = try train(["a": [1, 2]], [0, 10], ["eta": "1", "lambda": "0"])
    #expect(try model.predict(Samples.numbers(["a": [1, 2]])) == [0, 10])
    #expect(model.trees[0].nodes[0].condition == 2)
  }

  @Test("features that never vary give trees without splits")
  func constant() throws {
    let model = try train(["a": [4, 4, 4, 4], "b": [0, 0, 0, 0]], [1, 2, 3, 6])
    #expect(model.trees.allSatisfy { $0.nodes.count == 1 })
    #expect(try model.predict(Samples.numbers(["a": [4], "b": [9]])) == [3])
    #expect(try model.contributions(Samples.numbers(["a": [4], "b": [9]])).values == [0, 0, 3])
  }

  @Test("a label that never varies is predicted")
  func constantLabel() throws {
    let model = try train(["a": [1, 2, 3, 4]], [5, 5, 5, 5])
    #expect(try model.predict(Samples.numbers(["a": [1, 9]])) == [5, 5])
  }

  @Test("a feature without any value is never split")
  func allMissing() throws {
    let model = try train(["a": [nil, nil, nil, nil], "b": [1, 1, 2, 2]], [1, 1, 3, 3])
    #expect(model.importances(.weight).map(\.feature) == ["b"])
    #expect(try model.predict(Samples.numbers(["a": [1], "b": [2]])).count == 1)
  }

  @Test("missing against not missing is a split")
  func onlyMissingVaries() throws {
    let model = try train(["a": [3, 3, nil, nil]], [0, 0, 8, 8], ["eta": "1", "lambda": "0"])
    #expect(try model.predict(Samples.numbers(["a": [3, nil]])) == [0, 8])
  }

  @Test("nine tenths missing")
  func mostlyMissing() throws {
    let data = try Samples.dataset(rows: 5000, seed: 1, missing: 0.9)
    var scores: [Double] = []
    _ = try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "10"]), training: data, evaluations: [(name: "t", data: data)]
    ) {
      scores.append($0.scores[0].value)
      return .goOn
    }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("five hundred columns need several groups of cells")
  func wide() throws {
    var noise = Noise(seed: 3)
    var columns: [Column] = []
    for index in 0..<500 {
      columns.append(Column("f\(index)", .real((0..<600).map { _ in noise.uniform() })))
    }
    let label = (0..<600).map { row in (columns[499].doubles?[row] ?? 0) > 0.5 ? 10.0 : 0 }
    let table = try ColumnTable(columns)
    let data = try Dataset(features: table, label: Column("y", .real(label)))
    let model = try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "3", "max_depth": "2"]), training: data)
    #expect(model.trees[0].nodes[0].feature == 499)
    #expect(model.trees[0].nodes[0].cover == 600)
  }

  @Test("deep trees")
  func deep() throws {
    let data = try Samples.dataset(rows: 4000, seed: 2)
    let model = try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "2", "max_depth": "14", "min_child_weight": "1"]), training: data)
    #expect(model.trees.contains { ($0.depths.max() ?? 0) > 10 })
    let table = try Samples.table(rows: 40, seed: 3)
    let contributions = try model.contributions(table)
    for (row, margin) in try model.predictMargin(table).enumerated() {
      #expect(abs(contributions.values(row: row).reduce(0, +) - margin) < 1e-3)
    }
  }
}
