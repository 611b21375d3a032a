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
  /// When it was archived; archived versions cannot be approved.
  public let archivedAt: String?
  /// The key of its `model.tar.gz` in the object directory.
  public let artifact: String
  /// SHA-256 of the artifact.
  public let artifactHash: String
  /// The size of the artifact in bytes.
  public let artifactByteCount: Int
  /// The training run.
  public let run: String?
  /// The pipeline execution.
  public let execution: String?
  /// The pipeline.
  public let pipeline: String?
  /// The endpoint that serves the group's approved version.
  public let endpoint: String?
  /// The column that is predicted.
  public let label: String
  /// The features in the order in which the model takes them.
  public let featureColumns: [String]
  /// The types of the features in the same order (INTEGER, REAL or TEXT), where they are known.
  public let featureTypes: [String]?
  /// Its single figures by name.
  public let metrics: [(name: String, value: Double?)]
  /// The training parameters by name.
  public let parameters: [(name: String, value: String)]
  /// SHA-256 of the training rows.
  public let trainingDataHash: String?
  /// A row and what the model said to it at registration.
  public let inputExample: InputExample?
  /// Its reports as JSON text by name: regression_metrics, bias_metrics, data_profile, shap_report.
  public let reports: [String: String]
  /// The aliases that name it, such as champion.
  public let aliases: [String]
  /// The decisions in their order: when, who, the new status, why.
  public let decisions: [(at: String, by: String, status: String, reason: String?)]

  /// `GROUP/VERSION`, as events and the audit name it.
  public var name: String { "\(group)/\(version)" }
}
