import Columns
import Evaluation

/// All figures of an evaluation.
struct EvaluationReport {
  let evaluatedAt: String
  let metrics: RegressionMetrics
  let registryMetrics: RegressionMetricsReport
  let naive: NaiveForecast
  let highDemand: EvaluationSummary.HighDemand
  let bias: BiasReport?
  let profile: DataProfile
  let importance: ShapImportance
  /// The share of rows within the predicted quantiles, and their mean distance, where quantiles are predicted.
  let intervalCoverage: Double?
  let intervalMeanWidth: Double?

  init(
    test: TestRows, predictions: Column, naive: NaiveForecast, importance: ShapImportance,
    intervals: PredictedIntervals?, threshold: Double, evaluatedAt: String
  ) throws {
    let actual = test.label.doubles ?? []
    self.evaluatedAt = evaluatedAt
    self.naive = naive
    self.importance = importance
    intervalCoverage = intervals?.coverage(of: actual)
    intervalMeanWidth = intervals?.meanWidth
    metrics = try RegressionMetrics(actual: test.label, predicted: predictions)
    registryMetrics = try RegressionMetricsReport(actual: actual, predicted: predictions.doubles ?? [], seed: 42)
    let positives = actual.count { $0 >= threshold }
    highDemand = EvaluationSummary.HighDemand(
      threshold: threshold, positives: positives, negatives: actual.count - positives,
      positiveRate: Double(positives) / Double(max(1, actual.count)))
    profile = try DataProfile(label: test.label, features: test.features.columns)
    // The smallest label among the rows of high demand, as the original takes it.
    let smallestHigh = actual.filter { $0 >= threshold }.min() ?? threshold
    bias = try test.facet.map { facet in
      try BiasReport(actual: test.label, predicted: predictions, facet: facet, threshold: smallestHigh)
    }
  }

  func summary(run: String, experiment: String, modelSource: String, testDataSource: String) -> EvaluationSummary {
    EvaluationSummary(
      evaluatedAt: evaluatedAt, run: run, experiment: experiment, modelSource: modelSource,
      testDataSource: testDataSource, rowCount: metrics.n,
      metrics: EvaluationSummary.Figures(
        rmse: metrics.rmse, mae: metrics.mae, r2: metrics.r2, wape: metrics.wape, bias: metrics.bias,
        seasonalNaiveRMSE: naive.rmse, seasonalNaiveMAE: naive.mae, seasonalNaiveRows: naive.rowCount,
        intervalCoverage: intervalCoverage, intervalMeanWidth: intervalMeanWidth),
      label: profile.columns[0], highDemand: highDemand, bias: bias)
  }
}
