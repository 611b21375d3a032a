import Foundation
import ModelRegistry
public import Pipelines
import Warehouse

/// The last step: a new version in the model package group, waiting for a person's decision.
public struct RegisterModelStep: StepRunner {
  /// Creates the step.
  public init() {}

  /// Registers the model of this execution with its metrics and reports.
  public func run(_ context: StepContext) throws -> StepOutcome {
    let settings = try ForecastSettings.of(context)
    let folder = try context.output("evaluation_folder")
    let objects = context.warehouse.objects
    func text(_ name: String) throws -> String {
      String(decoding: try objects.bytes(of: "\(folder)/\(name)"), as: UTF8.self)
    }
    let summary = try JSONDecoder().decode(Summary.self, from: Data(text("evaluation_summary.json").utf8))
    let facts = try RegistrationFacts(settings: settings, context: context)
    try PreparedLedger(tables: PreparedTables(database: DatabaseName(settings.database), settings: settings))
      .checkOwner(context)
    let package = try ModelRegistry(context.warehouse).register(
      ModelPackageCandidate(
        group: settings.modelPackageGroup, artifact: objects.describe(context.output("model_artifact")),
        run: context.output("mlflow_run_id"), execution: context.execution, pipeline: context.file.name,
        endpoint: settings.endpoint, label: settings.label.column, featureColumns: settings.features,
        featureTypes: facts.featureTypes(),
        metrics: summary.metrics.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
        regressionMetrics: text("evaluation_regression_metrics.json"),
        biasMetrics: settings.biasFacet == nil ? nil : text("bias_metrics.json"),
        dataProfile: text("data_profile.json"), shapReport: text("shap_feature_importance.json"),
        parameters: facts.parameters(), trainingDataHash: facts.trainingDataHash(),
        inputExample: facts.inputExample(), baseline: facts.baseline()))
    return StepOutcome(
      inputs: ["artifact": package.artifact],
      outputs: [
        "model_package_group": package.group, "model_package_version": String(package.version),
        "approval_status": package.status.rawValue,
      ],
      message: "\(package.group) version \(package.version), \(package.status.rawValue)",
      products: StepProducts(
        tables: [
          TableSelection(
            TableName(.mlops, "model_packages"), columns: ["model_package_version", "artifact_sha256"],
            where: [
              "model_package_group_name": package.group, "model_package_version": String(package.version),
            ])
        ],
        objects: [package.artifact]))
  }

  /// The settings of the pipeline.
  public func checkSettings(_ context: StepContext) throws { _ = try ForecastSettings.of(context) }

  /// The model and its evaluation by content: the same model is not registered twice.
  public func inputs(_ context: StepContext) throws -> StepInputs? {
    let folder = try context.output("evaluation_folder")
    let keys = ["model_package_group", "endpoint", "label", "features", "bias_facet"]
    var values = try context.file.settings(below: keys, parameters: context.parameters)
    values["training run"] = try context.output("mlflow_run_id")
    // The figures alone: the time of an evaluation makes no other model.
    let text = try context.warehouse.objects.bytes(of: "\(folder)/evaluation_summary.json")
    let metrics = try JSONDecoder().decode(Summary.self, from: Data(text)).metrics
    for (name, value) in metrics { values["metric \(name)"] = value.map { "\($0)" } ?? "none" }
    return StepInputs(
      settings: values, objects: [.init("model.tar.gz", key: try context.output("model_artifact"))])
  }

  private struct Summary: Decodable {
    let metrics: [String: Double?]
  }
}
