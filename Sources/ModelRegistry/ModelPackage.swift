public import Warehouse

/// Whether a person has decided that a model version may serve.
public enum ApprovalStatus: String, Sendable {
  /// Nobody has decided yet.
  case pending = "PendingManualApproval"
  /// It may serve.
  case approved = "Approved"
  /// It must not serve.
  case rejected = "Rejected"
}

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
  /// Single figures for tables and conditions: rmse, mae, r2, ….
  public var metrics: [(name: String, value: Double?)]
  /// The registry's metric format (`evaluation_regression_metrics.json`), as JSON text.
  public var regressionMetrics: String
  /// The bias report, as JSON text.
  public var biasMetrics: String?
  /// The profile of label and features, the baseline that drift is measured against, as JSON text.
  public var dataProfile: String?

  /// Creates a candidate.
  public init(
    group: String, artifact: ObjectDirectory.Stored, run: String?, execution: String?, pipeline: String?,
    endpoint: String?, label: String, featureColumns: [String], metrics: [(name: String, value: Double?)],
    regressionMetrics: String, biasMetrics: String?, dataProfile: String?
  ) {
    self.group = group
    self.artifact = artifact
    self.run = run
    self.execution = execution
    self.pipeline = pipeline
    self.endpoint = endpoint
    self.label = label
    self.featureColumns = featureColumns
    self.metrics = metrics
    self.regressionMetrics = regressionMetrics
    self.biasMetrics = biasMetrics
    self.dataProfile = dataProfile
  }
}

/// A version of a model package group as the tables hold it.
public struct ModelPackage: Sendable {
  /// The group.
  public let group: String
  /// The version, from 1.
  public let version: Int
  /// The decision about it.
  public let status: ApprovalStatus
  /// When it was registered.
  public let registeredAt: String
  /// The key of its `model.tar.gz` in the object directory.
  public let artifact: String
  /// SHA-256 of the artifact.
  public let artifactHash: String
  /// The training run.
  public let run: String?
  /// The pipeline execution.
  public let execution: String?
  /// The endpoint that serves the group's approved version.
  public let endpoint: String?
  /// The column that is predicted.
  public let label: String
  /// The features in the order in which the model takes them.
  public let featureColumns: [String]
  /// Its single figures by name.
  public let metrics: [(name: String, value: Double?)]
  /// The decisions in their order: when, who, the new status, why.
  public let decisions: [(at: String, by: String, status: String, reason: String?)]
}
