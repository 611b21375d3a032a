import Columns
import Evaluation
import FeatureStore
import Foundation
import GradientBoosting
public import Pipelines
import Tracking
import Warehouse

/// The second step: trains on the prepared tables, tracks the run and stores the model.
public struct TrainStep: StepRunner {
  /// Creates the step.
  public init() {}

  /// Trains with the parameters of `pipeline.yml`, early stopping on the validation rows.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try ForecastSettings.of(context)
    let parameters = try TrainingParameters(xgboost: settings.training.parameters)
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    try PreparedLedger(tables: tables).checkOwner(context)

    let channels: [TrainingChannel]
    let dataset: TrainingDataset
    switch settings.source {
    case .tables:
      context.progress("reading tables into columns")
      channels = try PreparedTables.parts.map { try TrainingChannel($0, of: tables, in: context.warehouse) }
      dataset = try TrainingDataset(
        tables, channels, preparedBy: PreparedLedger.preparer(context), in: context.warehouse)
    case .featureStore:
      context.progress("reading feature group \(settings.featureGroup)")
      let rows = try TrainingChannel.fromFeatureStore(tables, in: context.warehouse)
      channels = rows.channels
      dataset = rows.dataset
    }
    if let remark = dataset.remark { context.progress(remark) }
    let run = try Tracker(context.warehouse).startRun(
      experiment: settings.experiment, name: "\(context.step.name)-\(context.execution.prefix(8))",
      execution: context.execution, pipeline: context.file.name,
      params: parameters.xgboostParameters + [
        ("features", settings.features.joined(separator: ",")), ("label", settings.label.column),
        ("split_method", settings.split.method), ("rows_train", String(channels[0].features.rowCount)),
        ("rows_validation", String(channels[1].features.rowCount)),
        ("rows_test", String(channels[2].features.rowCount)), ("training_source", settings.source.rawValue),
      ])
    do {
      let noted = try FeatureStore(context.warehouse).note(
        dataset.dataset, run: run.identifier, destination: FeatureStore.training,
        object: "\(context.file.name)/\(context.execution)/dataset/\(run.identifier)/rows.csv.gz")
      var outcome = try train(context, settings, parameters, channels, run)
      outcome.outputs["dataset_id"] = noted.identifier
      try run.end(.finished)
      return outcome
    } catch {
      try? run.end(.failed)
      throw error
    }
  }

  private func train(
    _ context: StepContext, _ settings: ForecastSettings, _ parameters: TrainingParameters,
    _ channels: [TrainingChannel], _ run: ActiveRun
  ) throws -> StepOutcome {
    let categorical = Set(settings.categoricalFeatures ?? [])
    let sets = try channels.map { try Dataset(features: $0.features, label: $0.label, categorical: categorical) }
    var history: [ActiveRun.Point] = []
    let booster = try Booster.train(
      parameters, training: sets[0], evaluations: [("train", sets[0]), ("val", sets[1])]
    ) { report in
      for score in report.scores {
        history.append(
          ActiveRun.Point("\(score.set)_\(score.metric)_round", step: report.round, value: score.value))
      }
      if report.round % 25 == 0 { context.progress("round \(report.round)") }
      return (try? context.checkpoint()) == nil ? .stop : .goOn
    }
    try context.checkpoint()
    try run.log(history: history)
    let intervals = try settings.intervals?.train(like: parameters, training: sets[0], validation: sets[1]) { report in
      if report.round % 25 == 0 { context.progress("intervals, round \(report.round)") }
      return (try? context.checkpoint()) == nil ? .stop : .goOn
    }
    try context.checkpoint()

    let metrics = try zip(["train", "val", "test"], channels).map { name, channel in
      (name, try RegressionMetrics(actual: channel.label, predicted: try booster.predictionColumn(channel.features)))
    }
    let fit = try FitStatus(
      trainRMSE: metrics[0].1.rmse, validationRMSE: metrics[1].1.rmse,
      thresholds: FitStatus.Thresholds(
        overfitRatio: settings.fitStatus.overfitRatio, overfitGap: settings.fitStatus.overfitGap,
        underfitRatio: settings.fitStatus.underfitRatio))
    let bestIteration = booster.bestIteration ?? booster.roundCount - 1
    try run.log(
      metrics: metrics.flatMap { name, figures in
        [("\(name)_rmse", figures.rmse), ("\(name)_mae", figures.mae), ("\(name)_r2", figures.r2)]
      } + [
        ("best_iteration", Double(bestIteration)), ("best_val_rmse", booster.bestScore ?? metrics[1].1.rmse),
        ("generalization_gap_rmse", fit.generalizationGapRMSE),
        ("val_train_rmse_ratio", fit.validationTrainRMSERatio),
      ])
    try run.tag([("fit_status", fit.verdict.rawValue), ("program_version", ProgramVersion.current)])

    let archive = try store(booster, intervals, settings.features, context, run)
    return StepOutcome(
      inputs: [
        "tables": PreparedTables.parts.map { "\(settings.database).\($0)" }.joined(separator: ", "),
        "training_source": settings.source.rawValue,
      ],
      outputs: ["mlflow_run_id": run.identifier, "model_artifact": archive.key, "model_folder": Self.folder(context)],
      message: """
        \(bestIteration + 1) trees, validation rmse \(metrics[1].1.rmse.shortText), \
        \(fit.verdict.rawValue) (run \(run.identifier.prefix(8)))
        """,
      products: StepProducts(
        tables: [
          TableSelection(
            TableName(.mlops, "runs"), columns: ["mlflow_run_id", "status"], where: ["mlflow_run_id": run.identifier])
        ],
        objects: try context.warehouse.objects.keys(below: Self.folder(context))))
  }

  /// The settings of the pipeline.
  public func checkSettings(_ context: StepContext) throws { _ = try ForecastSettings.of(context) }

  /// The prepared tables, or they and the feature group, by content, and the keys of `pipeline.yml` that the training reads.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let settings = try ForecastSettings.of(context)
    let tables = PreparedTables(database: try DatabaseName(settings.database), settings: settings)
    let keys = [
      "database", "experiment", "features", "label", "training", "fit_status", "split", "categorical_features",
      "prediction_intervals", "training_source", "feature_group",
    ]
    // What is in the group counts where it is read: a record that was corrected changes the model.
    let group = settings.source == .featureStore ? [TableName(.featureStore, settings.featureGroup)] : []
    return StepInputs(
      settings: try context.file.settings(below: keys, parameters: context.parameters),
      tables: (PreparedTables.parts.map(tables.table) + group).map { TableSelection($0) })
  }

  static func folder(_ context: StepContext) -> String { "\(context.file.name)/\(context.execution)/model" }

  private func store(
    _ booster: Booster, _ intervals: Booster?, _ features: [String], _ context: StepContext, _ run: ActiveRun
  ) throws -> ObjectDirectory.Stored {
    let objects = context.warehouse.objects
    let folder = Self.folder(context)
    let columns = try JSONEncoder().encode(features)
    var files: [(name: String, bytes: [UInt8])] = Array(
      zip(ModelArchive.fileNames, [booster.json(), booster.ubjson(), [UInt8](columns)]))
    if let intervals { files.append((PredictionIntervals.fileName, intervals.json())) }
    for (name, bytes) in files {
      try run.log(artifact: objects.store(bytes, as: "\(folder)/\(name)"), as: "model/\(name)")
    }
    let archive = try ModelArchive.pack(files.map(\.name), of: folder, as: "\(folder)/model.tar.gz", in: objects)
    try run.log(artifact: archive, as: "model/model.tar.gz")
    return archive
  }
}

extension Booster {
  /// The predictions as a column.
  func predictionColumn(_ features: ColumnTable) throws -> Column {
    Column("prediction", .real(try predict(features).map(Double.init)))
  }
}
