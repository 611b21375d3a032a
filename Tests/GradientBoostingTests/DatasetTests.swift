import Columns
import GradientBoosting
import Testing

@Suite("training data")
struct DatasetTests {
  private let label = Column("units", numbers: [1, 2, 3])

  private func error(_ body: () throws -> Void) -> BoostingError? {
    #expect(throws: BoostingError.self) { try body() }
  }

  @Test("NULL and NaN are both missing")
  func missing() throws {
    let null = try Dataset(features: ColumnTable([Column("a", numbers: [1, nil, 3])]), label: label)
    let nan = try Dataset(features: ColumnTable([Column("a", .real([1, .nan, 3]))]), label: label)
    let parameters = try TrainingParameters(xgboost: ["min_child_weight": "0", "n_estimators": "3"])
    #expect(
      try Booster.train(parameters, training: null).trees == Booster.train(parameters, training: nan).trees)
  }

  @Test("an infinite value is rejected with row and column")
  func infinite() {
    let found = error {
      _ = try Dataset(features: ColumnTable([Column("price", .real([1, 2, -.infinity]))]), label: label)
    }
    #expect(found?.code == "infinite-value")
    #expect(found?.subject == "column price, row 3")
  }

  @Test("a number too large for single precision is rejected as infinite")
  func tooLarge() {
    let found = error { _ = try Dataset(features: ColumnTable([Column("a", .real([1, 1e300, 3]))]), label: label) }
    #expect(found?.subject == "column a, row 2")
  }

  @Test("a text column is rejected unless it is named as categorical")
  func text() throws {
    let table = try ColumnTable([Column("kind", texts: ["x", "y", "x"])])
    let found = error { _ = try Dataset(features: table, label: label) }
    #expect(found?.code == "text-column")
    #expect(found?.subject == "column kind")
    #expect(try Dataset(features: table, label: label, categorical: ["kind"]).features[0].isCategorical)
  }

  @Test("a category that is no code is rejected")
  func badCategory() {
    let found = error {
      _ = try Dataset(
        features: ColumnTable([Column("kind", numbers: [0, 1.5, 2])]), label: label, categorical: ["kind"])
    }
    #expect(found?.subject.contains("row 2") == true)
  }

  @Test("a missing label is rejected with its row")
  func missingLabel() {
    let found = error {
      _ = try Dataset(
        features: ColumnTable([Column("a", numbers: [1, 2, 3])]), label: Column("units", numbers: [1, nil, 3]))
    }
    #expect(found?.code == "invalid-label")
    #expect(found?.subject == "label units, row 2")
    #expect(found?.found == "a missing value")
  }

  @Test("a label of another length is rejected")
  func lengths() {
    let found = error { _ = try Dataset(features: ColumnTable([Column("a", numbers: [1, 2])]), label: label) }
    #expect(found?.code == "row-count")
  }

  @Test("a negative weight is rejected with its row")
  func weights() {
    let found = error {
      _ = try Dataset(
        features: ColumnTable([Column("a", numbers: [1, 2, 3])]), label: label,
        weights: Column("w", numbers: [1, 1, -1]))
    }
    #expect(found?.subject == "weight w, row 3")
  }

  @Test("negative labels are rejected where counts are needed")
  func negativeCounts() throws {
    let data = try Dataset(
      features: ColumnTable([Column("a", numbers: [1, 2, 3])]), label: Column("units", numbers: [1, -2, 3]))
    let parameters = try TrainingParameters(xgboost: ["objective": "count:poisson"])
    let found = error { _ = try Booster.train(parameters, training: data) }
    #expect(found?.code == "invalid-label")
    #expect(found?.subject.contains("row 2") == true)
  }

  @Test("no rows, no features, or sets that do not fit are rejected")
  func shapes() throws {
    let empty = try Dataset(features: ColumnTable([Column("a", numbers: [])]), label: Column("y", numbers: []))
    #expect(error { _ = try Booster.train(TrainingParameters(), training: empty) }?.code == "empty")
    #expect(error { _ = try Dataset(features: ColumnTable([]), label: label) }?.code == "empty")
    let one = try Samples.dataset(rows: 10, seed: 1)
    let other = try Dataset(features: ColumnTable([Column("z", numbers: [1, 2, 3])]), label: label)
    let found = error {
      _ = try Booster.train(TrainingParameters(), training: one, evaluations: [(name: "test", data: other)])
    }
    #expect(found?.code == "feature-mismatch")
    var parameters = TrainingParameters()
    parameters.earlyStoppingRounds = 3
    #expect(error { _ = try Booster.train(parameters, training: one) }?.code == "invalid-parameter")
  }

  @Test("a feature that is missing at prediction is named")
  func missingFeature() throws {
    let model = try Samples.model()
    let table = try Samples.numbers(["a": [1], "b": [2], "d": [4]])
    let found = error { _ = try model.predict(table) }
    #expect(found?.code == "missing-feature")
    #expect(found?.subject == "feature c")
  }
}
