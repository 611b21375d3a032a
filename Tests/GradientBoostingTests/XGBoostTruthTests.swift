import Columns
import GradientBoosting
import Testing

@Suite("the same as XGBoost")
struct XGBoostTruthTests {
  @Test("there are cases to compare with")
  func casesExist() {
    #expect(Truth.cases.count == 21)
  }

  @Test("the same data, parameters and seed give the same trees, split for split", arguments: Truth.cases)
  func trees(_ truth: TruthCase) throws {
    let expected = try truth.model()
    let model = try truth.trained()
    try #require(model.trees.count == expected.trees.count)
    #expect(model.objective == expected.objective)
    for (tree, other) in zip(model.trees, expected.trees) {
      try #require(tree.nodes.count == other.nodes.count)
      for (node, reference) in zip(tree.nodes, other.nodes) {
        try #require(node.left == reference.left && node.right == reference.right && node.parent == reference.parent)
        #expect(isClose(node.cover, reference.cover))
        // A gain is a small difference of large single precision sums.
        #expect(isClose(node.gain, reference.gain, 1e-3))
        if node.isLeaf {
          #expect(isClose(node.condition, reference.condition))
          continue
        }
        #expect(node.feature == reference.feature)
        #expect(node.isCategorical == reference.isCategorical)
        if node.isCategorical {
          #expect(Array(tree.categories(of: node)) == Array(other.categories(of: reference)))
        } else {
          #expect(isClose(node.condition, reference.condition))
        }
      }
    }
  }

  @Test("the metric of every round is XGBoost's", arguments: Truth.cases)
  func metrics(_ truth: TruthCase) throws {
    var rounds = 0
    _ = try truth.trained { report in
      #expect(isClose(report.value(truth.metric, on: "train"), truth.train[report.round], 2e-6))
      #expect(isClose(report.value(truth.metric, on: "test"), truth.test[report.round], 2e-6))
      #expect(report.roundLimit == 6)
      rounds += 1
      return .goOn
    }
    #expect(rounds == 6)
  }

  @Test("a model that XGBoost saved predicts the same here, to the last bit", arguments: Truth.cases)
  func predictions(_ truth: TruthCase) throws {
    let model = try truth.model()
    let table = try Truth.featureTable("test.csv")
    let margins = try model.predictMargin(table)
    #expect(margins == truth.margins)
    for (found, expected) in zip(try model.predict(table), truth.predictions) {
      #expect(isClose(found, expected, 1e-6))
    }
    let leaves = try model.leafIndices(table)
    #expect(Array(leaves.prefix(truth.leaves.count)) == truth.leaves)
  }

  @Test("contributions equal XGBoost's pred_contribs and add up to the margin", arguments: Truth.cases)
  func contributions(_ truth: TruthCase) throws {
    let model = try truth.model()
    let contributions = try model.contributions(Truth.featureTable("test.csv"))
    for (found, expected) in zip(contributions.values, truth.contributions) {
      #expect(abs(found - expected) < 1e-4)
    }
    for row in 0..<contributions.rowCount {
      for output in 0..<truth.outputs {
        let sum = contributions.values(row: row, output: output).reduce(0.0) { $0 + Double($1) }
        #expect(abs(sum - Double(truth.margins[row * truth.outputs + output])) < 1e-4)
      }
    }
  }

  @Test("interactions equal XGBoost's pred_interactions", arguments: Truth.cases.filter { $0.interactions != nil })
  func interactions(_ truth: TruthCase) throws {
    let expected = try #require(truth.interactions)
    let found = try truth.model().interactions(Truth.featureTable("test.csv"))
    for (found, expected) in zip(found.values, expected) { #expect(abs(found - expected) < 2e-4) }
  }

  @Test("importances have XGBoost's numbers", arguments: Truth.cases)
  func importances(_ truth: TruthCase) throws {
    let model = try truth.model()
    for kind in Importance.allCases {
      let expected = try #require(truth.importances[kind.rawValue])
      let found = model.importances(kind)
      #expect(found.count == expected.count)
      for (feature, value) in found { #expect(isClose(value, expected[feature], 1e-5)) }
    }
  }
}

/// Whether two numbers agree to a share of their size.
func isClose(_ found: Double?, _ expected: Double?, _ share: Double = 1e-5) -> Bool {
  guard let found, let expected else { return false }
  return abs(found - expected) <= share * max(abs(expected), 1)
}

func isClose(_ found: Float, _ expected: Float, _ share: Double = 1e-5) -> Bool {
  isClose(Double(found), Double(expected), share)
}
