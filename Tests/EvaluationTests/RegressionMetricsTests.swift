import Columns
import Evaluation
import Foundation
import Testing

@Suite("Regression metrics")
struct RegressionMetricsTests {
  @Test("four rows worked out by hand")
  func byHand() throws {
    // Errors 1, -2, 0, 3: squares 14, absolutes 6, sum 2. Labels 2, 4, 6, 8: sum 20, squared deviations 20.
    let metrics = try RegressionMetrics(actual: [2, 4, 6, 8], predicted: [3, 2, 6, 11])
    #expect(metrics.n == 4)
    #expect(isClose(metrics.rmse, 3.5.squareRoot()))
    #expect(metrics.mae == 1.5)
    #expect(isClose(metrics.r2, 0.3))
    #expect(isClose(metrics.wape, 0.3))
    #expect(metrics.bias == 0.5)
  }

  @Test("500 rows agree with scikit-learn")
  func scikitLearn() throws {
    let metrics = try RegressionMetrics(actual: Fixture.actual, predicted: Fixture.predicted)
    #expect(isClose(metrics.rmse, 39.83317712661143))
    #expect(isClose(metrics.mae, 32.51))
    #expect(isClose(metrics.r2, -0.3387798135830731))
    #expect(isClose(metrics.wape, 0.40046069609455354))
    #expect(isClose(metrics.bias, -2.066))
  }

  @Test("columns of any numeric type give what arrays give")
  func columns() throws {
    let metrics = try RegressionMetrics(
      actual: Column("units", .integer([2, 4, 6, 8])), predicted: Column("prediction", .single([3, 2, 6, 11])))
    #expect(metrics == (try RegressionMetrics(actual: [2, 4, 6, 8], predicted: [3, 2, 6, 11])))
  }

  @Test("a label that never varies has no R², labels of 0 have no WAPE; both are null in JSON")
  func undefined() throws {
    let metrics = try RegressionMetrics(actual: [0, 0], predicted: [1, 3])
    #expect(metrics.r2 == nil)
    #expect(metrics.wape == nil)
    let json = try object(metrics)
    #expect(Set(json.keys) == ["n", "rmse", "mae", "r2", "wape", "bias"])
    #expect(json["r2"] is NSNull)
    #expect(json["wape"] is NSNull)
    #expect(try JSONDecoder().decode(RegressionMetrics.self, from: JSONEncoder().encode(metrics)) == metrics)
    // One tenth has no exact binary form: the mean of equal labels may differ from them in the last bit.
    #expect(try RegressionMetrics(actual: [0.1, 0.1, 0.1], predicted: [0.1, 0.2, 0.1]).r2 == nil)
  }

  @Test("a large offset does not cancel the deviations")
  func offset() throws {
    let metrics = try RegressionMetrics(
      actual: [2, 4, 6, 8].map { $0 + 1e9 }, predicted: [3, 2, 6, 11].map { $0 + 1e9 })
    #expect(isClose(metrics.r2, 0.3, within: 1e-9))
  }

  @Test("what cannot be compared is refused, with the row")
  func refused() {
    func error(_ actual: [Double], _ predicted: [Double]) -> EvaluationError? {
      do {
        _ = try RegressionMetrics(actual: actual, predicted: predicted)
        return nil
      } catch { return error }
    }
    #expect(error([], [])?.code == "no-rows")
    #expect(error([1], [1, 2])?.code == "unequal-lengths")
    #expect(error([1, 2, 3], [1, 2, .nan])?.subject == "column predicted, row 3")
    #expect(error([1, .infinity], [1, 2])?.subject == "column actual, row 2")
  }

  @Test("a missing label and a column of text are refused")
  func refusedColumns() {
    #expect {
      try RegressionMetrics(actual: Column("units", numbers: [1, nil]), predicted: Column("p", numbers: [1, 1]))
    } throws: { error in
      (error as? EvaluationError)?.found == "a missing value"
    }
    #expect {
      try RegressionMetrics(actual: Column("units", texts: ["1"]), predicted: Column("p", numbers: [1]))
    } throws: { error in
      (error as? EvaluationError)?.code == "not-numeric"
    }
  }
}
