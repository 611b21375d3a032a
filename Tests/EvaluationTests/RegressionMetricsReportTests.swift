import Evaluation
import Foundation
import Testing

@Suite("The registry's metric file")
struct RegressionMetricsReportTests {
  private func metric(_ report: RegressionMetricsReport, _ name: String) throws -> [String: Any] {
    let metrics = try #require(try object(report)["regression_metrics"] as? [String: Any])
    #expect(Set(metrics.keys) == ["mae", "mse", "rmse", "r2"])
    return try #require(metrics[name] as? [String: Any])
  }

  @Test("each metric has a value and, with few rows, the standard deviation \"NaN\"")
  func fewRows() throws {
    let report = try RegressionMetricsReport(actual: [2, 4, 6, 8], predicted: [3, 2, 6, 11], seed: 1)
    let mse = try metric(report, "mse")
    #expect(isClose(mse["value"] as? Double, 3.5))
    #expect(mse["standard_deviation"] as? String == "NaN")
    #expect(isClose(try metric(report, "mae")["value"] as? Double, 1.5))
  }

  @Test("from 200 rows on it tells how much a metric varies between samples, the same for the same seed")
  func manyRows() throws {
    let report = try RegressionMetricsReport(actual: Fixture.actual, predicted: Fixture.predicted, seed: 7)
    let rmse = try metric(report, "rmse")
    #expect(isClose(rmse["value"] as? Double, 39.83317712661143))
    let deviation = try #require(rmse["standard_deviation"] as? Double)
    // Samples of 80 % without replacement: sigma * sqrt(0.2 / 0.8 / 500), about 0.45 here.
    #expect(deviation > 0.05 && deviation < 1.5)
    let again = try RegressionMetricsReport(actual: Fixture.actual, predicted: Fixture.predicted, seed: 7)
    #expect(again == report)
    let other = try RegressionMetricsReport(actual: Fixture.actual, predicted: Fixture.predicted, seed: 8)
    #expect(other.rmse.standardDeviation != report.rmse.standardDeviation)
    #expect(other.rmse.value == report.rmse.value)
  }

  @Test("the file reads back, an undefined R² included")
  func readBack() throws {
    let report = try RegressionMetricsReport(actual: [3, 3], predicted: [3, 4], seed: 1)
    #expect(try metric(report, "r2")["value"] as? String == "NaN")
    let read = try JSONDecoder().decode(RegressionMetricsReport.self, from: JSONEncoder().encode(report))
    #expect(read == report)
  }

  @Test("text other than NaN is no number")
  func badText() {
    let json = #"{"regression_metrics":{"mae":{"value":"high","standard_deviation":"NaN"}}}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RegressionMetricsReport.self, from: Data(json.utf8))
    }
  }
}
