import Columns
import GradientBoosting
import Testing

@Suite("training")
struct TrainingTests {
  @Test(
    "the model file is the same for any number of threads, and every time",
    arguments: [
      ["subsample": "0.7", "colsample_bytree": "0.6"], ["objective": "count:poisson", "subsample": "0.8"],
      ["objective": "reg:absoluteerror"], ["grow_policy": "lossguide", "max_leaves": "20", "colsample_bynode": "0.5"],
    ])
  func deterministic(_ settings: [String: String]) throws {
    let data = try Samples.dataset(rows: 40_000, seed: 3, missing: 0.05)
    var files: [[UInt8]] = []
    for threads in [1, 2, 2, 3, 5] {
      var parameters = settings
      parameters.merge(["n_estimators": "4", "nthread": "\(threads)", "seed": "11"]) { $1 }
      files.append(try Booster.train(TrainingParameters(xgboost: parameters), training: data).json())
    }
    for file in files { #expect(file == files[0]) }
  }

  @Test("another seed gives another sample")
  func seeds() throws {
    #expect(
      try Samples.model(["subsample": "0.5", "seed": "1"]).trees
        != Samples.model(["subsample": "0.5", "seed": "2"]).trees)
  }

  @Test("every node's cover is the number of training rows that reach it, every leaf their regularised mean residual")
  func leavesAreMeans() throws {
    let table = try Samples.table(rows: 3000, seed: 4, missing: 0.1)
    let data = try Dataset(features: table.selecting(["a", "b", "c", "d"]), label: table.column("y"))
    let parameters = try TrainingParameters(xgboost: ["n_estimators": "3", "max_depth": "5", "lambda": "2"])
    let model = try Booster.train(parameters, training: data)
    let leaves = try model.leafIndices(table)
    let labels = try #require(try table.column("y").doubles)
    for round in 0..<3 {
      let before = try model.predict(table, rounds: 0..<round)
      var counts = Array(repeating: 0, count: model.trees[round].nodes.count)
      var sums = Array(repeating: 0.0, count: counts.count)
      for row in 0..<table.rowCount {
        let leaf = Int(leaves[row * 3 + round])
        counts[leaf] += 1
        sums[leaf] += labels[row] - Double(before[row])
      }
      for (index, node) in model.trees[round].nodes.enumerated() where node.isLeaf {
        #expect(Float(counts[index]) == node.cover)
        #expect(isClose(Double(node.condition), 0.3 * sums[index] / (Double(counts[index]) + 2), 1e-4))
      }
      for node in model.trees[round].nodes where !node.isLeaf {
        let children = [node.left, node.right].map { model.trees[round].nodes[Int($0)].cover }
        #expect(node.cover == children[0] + children[1])
      }
    }
  }

  @Test("early stopping counts as XGBoost does")
  func earlyStopping() throws {
    let training = try Samples.dataset(rows: 200, seed: 5)
    let validation = try Samples.dataset(rows: 100, seed: 6)
    let parameters = try TrainingParameters(xgboost: ["n_estimators": "500", "early_stopping_rounds": "5"])
    var scores: [Double] = []
    let model = try Booster.train(
      parameters, training: training, evaluations: [(name: "train", data: training), (name: "val", data: validation)]
    ) { report in
      scores.append(report.value("rmse", on: "val") ?? .nan)
      return .goOn
    }
    let best = try #require(model.bestIteration)
    let smallest = try #require(scores.min())
    #expect(scores[best] == smallest && scores.firstIndex(of: smallest) == best)
    #expect(model.bestScore == smallest)
    #expect(model.roundCount == best + 1 + 5 && scores.count == model.roundCount)
    let table = try Samples.table(rows: 50, seed: 7)
    #expect(try model.predict(table) == model.predict(table, rounds: 0..<best + 1))
    #expect(try model.predict(table) != model.predict(table, rounds: 0..<model.roundCount))
  }

  @Test("the callback can stop training, and what it throws ends it")
  func callback() throws {
    struct Cancelled: Error {}
    let data = try Samples.dataset(rows: 100, seed: 5)
    let model = try Booster.train(TrainingParameters(), training: data) { $0.round == 3 ? .stop : .goOn }
    #expect(model.roundCount == 4)
    #expect(throws: Cancelled.self) {
      try Booster.train(TrainingParameters(), training: data) { _ in throw Cancelled() }
    }
  }

  @Test(
    "training that continues is training that never stopped, sampling included",
    arguments: [
      [:], ["subsample": "0.7", "colsample_bytree": "0.6"],
      ["colsample_bytree": "0.9", "colsample_bylevel": "0.8", "colsample_bynode": "0.6"],
      ["grow_policy": "lossguide", "max_leaves": "6", "colsample_bylevel": "0.8", "colsample_bynode": "0.6"],
      ["max_leaves": "6", "colsample_bynode": "0.5"],
    ])
  func continuation(_ settings: [String: String]) throws {
    let data = try Samples.dataset(rows: 500, seed: 8, missing: 0.1)
    let base = ["max_depth": "4"].merging(settings) { $1 }
    let long = try TrainingParameters(xgboost: base.merging(["n_estimators": "10"]) { $1 })
    let short = try TrainingParameters(xgboost: base.merging(["n_estimators": "5"]) { $1 })
    var rounds: [Int] = []
    let whole = try Booster.train(long, training: data)
    let half = try Booster.train(short, training: data)
    let resumed = try Booster.train(
      short, training: data, evaluations: [(name: "train", data: data)], continuing: Booster(reading: half.json())
    ) { report in
      rounds.append(report.round)
      return .goOn
    }
    #expect(resumed.trees == whole.trees)
    #expect(rounds == [5, 6, 7, 8, 9])
  }

  @Test("a set that is the training set and a copy of it score alike")
  func copies() throws {
    let data = try Samples.dataset(rows: 3000, seed: 9, missing: 0.2)
    let copy = try Samples.dataset(rows: 3000, seed: 9, missing: 0.2)
    let parameters = try TrainingParameters(xgboost: [
      "n_estimators": "10", "subsample": "0.6", "eval_metric": "mae,rmse",
    ])
    _ = try Booster.train(parameters, training: data, evaluations: [(name: "a", data: data), (name: "b", data: copy)]) {
      #expect(isClose($0.value("rmse", on: "a"), $0.value("rmse", on: "b"), 1e-9))
      #expect(isClose($0.value("mae", on: "a"), $0.value("mae", on: "b"), 1e-9))
      return .goOn
    }
  }

  @Test("monotone constraints hold on random data", arguments: 1...6)
  func monotone(_ seed: Int) throws {
    let data = try Samples.dataset(rows: 800, seed: UInt64(seed))
    let model = try Booster.train(
      TrainingParameters(xgboost: [
        "n_estimators": "30", "monotone_constraints": "{\"a\": \(seed % 2 == 0 ? 1 : -1), \"b\": 1}",
        "subsample": "0.8",
      ]), training: data)
    var noise = Noise(seed: UInt64(seed) + 99)
    for _ in 0..<40 {
      let c = Double(noise.below(2))
      let d = Double(noise.below(40)) / 4
      let b = noise.uniform() * 100
      let rising = try model.predict(
        Samples.numbers([
          "a": Array(repeating: 5, count: 60), "b": (0..<60).map { Double($0) * 1.7 },
          "c": Array(repeating: c, count: 60), "d": Array(repeating: d, count: 60),
        ]))
      #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 <= $1 + 1e-5 })
      let byA = try model.predict(
        Samples.numbers([
          "a": (0..<12).map(Double.init), "b": Array(repeating: b, count: 12), "c": Array(repeating: c, count: 12),
          "d": Array(repeating: d, count: 12),
        ]))
      let ordered = seed % 2 == 0 ? byA : byA.reversed()
      #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0 <= $1 + 1e-5 })
    }
  }

  @Test("features of different groups never meet on a path", arguments: 1...4)
  func interactions(_ seed: Int) throws {
    let data = try Samples.dataset(rows: 800, seed: UInt64(seed))
    let model = try Booster.train(
      TrainingParameters(xgboost: ["n_estimators": "10", "interaction_constraints": "[[\"a\",\"b\"],[\"c\",\"d\"]]"]),
      training: data)
    for tree in model.trees {
      for node in tree.nodes where node.isLeaf {
        var path: Set<Int32> = []
        var parent = node.parent
        while parent != RegressionTree.noParent {
          path.insert(tree.nodes[Int(parent)].feature)
          parent = tree.nodes[Int(parent)].parent
        }
        #expect(path.isSubset(of: [0, 1]) || path.isSubset(of: [2, 3]))
      }
    }
  }

  @Test(
    "column sampling leaves features out", arguments: ["colsample_bytree", "colsample_bylevel", "colsample_bynode"])
  func columnSampling(_ name: String) throws {
    let all = try Samples.model(rows: 800)
    let some = try Samples.model(rows: 800, [name: "0.5"])
    #expect(all.trees != some.trees)
    if name == "colsample_bytree" {
      for tree in some.trees {
        #expect(Set(tree.nodes.filter { !$0.isLeaf }.map(\.feature)).count <= 2)
      }
    }
  }

  @Test("quantile outputs keep their order on average")
  func quantiles() throws {
    let model = try Samples.model(
      rows: 2000, ["objective": "reg:quantileerror", "quantile_alpha": "[0.1,0.9]", "n_estimators": "40"])
    let table = try Samples.table(rows: 2000, seed: 1)
    let labels = try #require(try table.column("y").floats)
    let predictions = try model.predict(table)
    #expect(model.outputCount == 2 && predictions.count == 4000)
    let inside = labels.indices.filter { predictions[$0 * 2] <= labels[$0] && labels[$0] <= predictions[$0 * 2 + 1] }
    #expect(inside.count > 1300 && inside.count < 1950)
  }
}
