public import Warehouse

/// What is registered as a new version of a group.
public struct ModelPackageCandidate: Sendable {
  /// The model package group, made where it is new.
  public var group: String
  /// The stored `model.tar.gz`.
  public var artifact: ObjectDirectory.Stored
  /// The training run.
  public var run: String?
  /// The pipeline execution; a second registration by the same execution finds the first.
  public var execution: String?
  /// The pipeline.
  public var pipeline: String?
  /// The endpoint that serves the group's approved version.
  public var endpoint: String?
  /// The column that is predicted.
  public var label: String
  /// The features in the order in which the model takes them.
  public var featureColumns: [String]
  /// The types of the features in the same order (INTEGER, REAL or TEXT), where they are known.
  public var featureTypes: [String]?
  /// Single figures for tables and conditions: rmse, mae, r2, ….
  public var metrics: [(name: String, value: Double?)]
  /// The registry's metric format (`evaluation_regression_metrics.json`), as JSON text.
  public var regressionMetrics: String
  /// The bias report, as JSON text.
  public var biasMetrics: String?
  /// The profile of label and features, as JSON text.
  public var dataProfile: String?
  /// The mean absolute SHAP value of each feature, the largest first, as JSON text.
  public var shapReport: String?
  /// The training parameters.
  public var parameters: [String: String]?
  /// SHA-256 of the training rows.
  public var trainingDataHash: String?
  /// A row and what the model said to it.
  public var inputExample: InputExample?
  /// What the training rows were like.
  public var baseline: ModelBaseline?

  /// Creates a candidate.
  public init(
    group: String, artifact: ObjectDirectory.Stored, run: String?, execution: String?, pipeline: String?,
    endpoint: String?, label: String, featureColumns: [String], featureTypes: [String]? = nil,
    metrics: [(name: String, value: Double?)], regressionMetrics: String, biasMetrics: String?, dataProfile: String?,
    shapReport: String? = nil, parameters: [String: String]? = nil, trainingDataHash: String? = nil,
    inputExample: InputExample? = nil, baseline: ModelBaseline? = nil
  ) {
    self.group = group
    self.artifact = artifact
    self.run = run
    self.execution = execution
    self.pipeline = pipeline
    self.endpoint = endpoint
    self.label = label
    self.featureColumns = featureColumns
    self.featureTypes = featureTypes
    self.metrics = metrics
    self.regressionMetrics = regressionMetrics
    self.biasMetrics = biasMetrics
    self.dataProfile = dataProfile
    self.shapReport = shapReport
    self.parameters = parameters
    self.trainingDataHash = trainingDataHash
    self.inputExample = inputExample
    self.baseline = baseline
  }
}
