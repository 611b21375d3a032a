import CSV
import Charts
import Columns
import Evaluation
import Foundation
import Pipelines
import Warehouse

/// The files of an evaluation, below one folder of the object directory.
struct EvaluationFiles {
  let folder: String
  let warehouse: Warehouse
  let settings: ForecastSettings
  let tables: PreparedTables

  /// `data_profile.json`.
  private struct ProfileFile: Encodable {
    let generatedAt: String
    let columns: [ColumnProfile]

    enum CodingKeys: String, CodingKey {
      case generatedAt = "generated_at_utc"
      case columns
    }
  }

  /// Writes all files.
  /// - Returns: those that conditions and later steps read, as property files.
  func write(
    _ report: EvaluationReport, summary: EvaluationSummary, actual: Column, predictions: Column
  ) throws -> [StepOutcome.PropertyFile] {
    var properties = [
      try property("evaluation_summary.json", summary),
      try property("data_profile.json", ProfileFile(generatedAt: report.evaluatedAt, columns: report.profile.columns)),
      try property("evaluation_regression_metrics.json", report.registryMetrics),
      try property("shap_feature_importance.json", report.importance.entries),
    ]
    if let bias = report.bias { properties.append(try property("bias_metrics.json", bias)) }
    let text = properties[0].content
    try query(
      "SELECT \(EvaluationSummaryColumns(label: settings.label.column).selection)", ["summary": .text(text)],
      to: "evaluation_summary.csv")
    try query(
      "SELECT value ->> 'feature' AS feature, value ->> 'mean_abs_shap' AS mean_abs_shap FROM json_each(:shap)",
      ["shap": .text(properties[3].content)], to: "shap_feature_importance.csv")
    let id = Identifier.quoted(settings.recordIdentifier)
    let columns = (["prediction"] + (settings.intervals?.columns ?? []) + ["seasonal_naive"])
      .map { "predictions.\(Identifier.quoted($0))" }.joined(separator: ", ")
    try query(
      """
      SELECT test.*, \(columns) FROM \(tables.table("test").sql) AS test
      JOIN \(tables.table(EvaluateStep.predictionsTable).sql) AS predictions ON predictions.\(id) = test.\(id)
      ORDER BY test.rowid
      """, [:], to: "test_predictions.csv")
    try plot(report, actual: actual.doubles ?? [], predicted: predictions.doubles ?? [])
    return properties
  }

  private func property(_ name: String, _ content: some Encodable) throws -> StepOutcome.PropertyFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(content)
    let stored = try warehouse.objects.store(bytes, as: "\(folder)/\(name)")
    return StepOutcome.PropertyFile(name: name, object: stored.key, content: String(decoding: bytes, as: UTF8.self))
  }

  private func query(_ sql: String, _ parameters: [String: SQLValue], to name: String) throws {
    let session = try QuerySession(warehouse, for: sql)
    let file = try warehouse.objects.prepareFile("\(folder)/\(name)")
    try TableExport.write(session.prepare(sql, origin: name, parameters: parameters), to: .file(file.path))
  }

  private func plot(_ report: EvaluationReport, actual: [Double], predicted: [Double]) throws {
    let label = settings.label.column
    let scatter = ScatterChart(
      title: "Predicted against actual \(label), test rows", xLabel: "actual \(label)", yLabel: "predicted \(label)",
      points: zip(actual, predicted).map { ChartPoint(x: $0, y: $1) }, identityLine: true)
    let residuals = HistogramChart(
      title: "Residuals, predicted minus actual", xLabel: "residual, \(label)",
      values: zip(actual, predicted).map { $1 - $0 }, zeroLine: true)
    let shap = BarChart(
      title: "What moves the prediction", valueLabel: "mean |SHAP|, \(label)",
      bars: report.importance.entries.map { ChartBar(label: $0.feature, value: $0.meanAbsoluteShap) })
    for (name, svg) in [
      ("pred_vs_actual", scatter.svg()), ("residual_hist", residuals.svg()), ("shap_feature_importance", shap.svg()),
    ] {
      try warehouse.objects.store(svg.utf8, as: "\(folder)/\(name).svg")
    }
  }
}
