import Columns
import GradientBoosting
public import Pipelines
import Warehouse

/// The third step: how good the model is on the test rows, for whom, and why.
public struct EvaluateStep: StepRunner {
  /// The table of the pipeline's database that gets a prediction for each test row.
  static let predictionsTable = "predictions"

  /// Creates the step.
  public init() {}

  /// Predicts the test rows, explains them, and writes the evaluation's tables, files and plots.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try ForecastSettings.of(context)
    let warehouse = context.warehouse
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    try PreparedLedger(tables: tables).checkOwner(context)
    let run = try context.output("mlflow_run_id")
    let modelFolder = try context.output("model_folder")
    let booster = try ModelArchive.booster(in: modelFolder, of: warehouse.objects)

    context.progress("predicting")
    let test = try TestRows(of: tables, in: warehouse)
    let predictions = try booster.predictionColumn(test.features)
    let intervals = try settings.intervals.map { intervals in
      let model = try Booster(reading: warehouse.objects.bytes(of: "\(modelFolder)/\(PredictionIntervals.fileName)"))
      return PredictedIntervals(columns: Array(zip(intervals.columns, try intervals.predict(model, test.features))))
    }
    try PredictionsTable(tables: tables).replace(
      context, identifiers: test.identifiers,
      predictions: [("prediction", predictions.doubles ?? [])] + (intervals?.columns ?? []))
    let naive = try NaiveForecast(of: tables, in: warehouse)

    try context.checkpoint()
    context.progress("explaining")
    let importance = try ShapImportance(booster, test.features)

    let evaluatedAt = warehouse.surroundings.now().description
    let threshold = try PreparedLedger(tables: tables).highDemandThreshold(context)
    let report = try EvaluationReport(
      test: test, predictions: predictions, naive: naive, importance: importance, intervals: intervals,
      threshold: threshold, evaluatedAt: evaluatedAt)
    let summary = report.summary(
      run: run, experiment: settings.experiment, modelSource: try context.output("model_artifact"),
      testDataSource: tables.table("test").description)

    context.progress("writing files")
    let files = EvaluationFiles(
      folder: "\(context.file.name)/\(context.execution)/evaluation", warehouse: warehouse, settings: settings,
      tables: tables)
    let written = try files.write(report, summary: summary, actual: test.label, predictions: predictions)
    let metrics = summary.metrics
    return StepOutcome(
      inputs: ["table": tables.table("test").description, "model": modelFolder],
      outputs: [
        "evaluation_folder": files.folder, "predictions": "\(settings.database).\(Self.predictionsTable)",
        "evaluated_run": run,
      ],
      message: """
        rmse \(metrics.rmse.shortText), mae \(metrics.mae.shortText), r2 \(metrics.r2?.shortText ?? "none"); \
        seasonal naive rmse \(metrics.seasonalNaiveRMSE?.shortText ?? "none")
        """,
      propertyFiles: written,
      products: StepProducts(
        tables: [TableSelection(tables.table(Self.predictionsTable))],
        objects: try warehouse.objects.keys(below: files.folder)))
  }

  /// The settings of the pipeline.
  public func checkSettings(_ context: StepContext) throws { _ = try ForecastSettings.of(context) }

  /// The model, the prepared tables by content, and what else the evaluation reads.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let settings = try ForecastSettings.of(context)
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    let keys = [
      "database", "experiment", "record_identifier", "date", "series", "label", "features", "bias_facet",
      "prediction_intervals",
    ]
    var values = try context.file.settings(below: keys, parameters: context.parameters)
    values["training run"] = try context.output("mlflow_run_id")
    values["high_demand_threshold"] = try context.output("high_demand_threshold")
    return StepInputs(
      settings: values, scripts: [try context.file.script("seasonal_naive.sql")],
      tables: PreparedTables.parts.map { TableSelection(tables.table($0)) },
      objects: [.init("model", key: ModelArchive.modelKey(in: try context.output("model_folder")))])
  }
}
