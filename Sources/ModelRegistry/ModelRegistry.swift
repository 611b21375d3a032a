import Foundation
import GRDB
public import Warehouse

/// Model package groups and their versions, as tables of `mlops`.
public struct ModelRegistry: Sendable {
  private let warehouse: Warehouse

  /// The registry of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Registers a new version, `PendingManualApproval`, with its metrics and the first row of its decisions, in one
  /// transaction. An execution that registers again gets the version that it registered before.
  public func register(_ candidate: ModelPackageCandidate) throws -> ModelPackage {
    let now = warehouse.surroundings.now().description
    let features = String(decoding: try JSONEncoder().encode(candidate.featureColumns), as: UTF8.self)
    let version: Int = try warehouse.write(.mlops) { db in
      if let execution = candidate.execution,
        let known = try Int.fetchOne(
          db,
          sql: """
            SELECT model_package_version FROM mlops.model_packages
            WHERE model_package_group_name = ? AND execution_id = ?
            """, arguments: [candidate.group, execution])
      {
        return known
      }
      try db.execute(
        sql: """
          INSERT INTO mlops.model_package_groups (model_package_group_name, created_at) VALUES (?, ?)
          ON CONFLICT DO NOTHING
          """, arguments: [candidate.group, now])
      let version =
        try Int.fetchOne(
          db,
          sql: """
            SELECT coalesce(max(model_package_version), 0) + 1 FROM mlops.model_packages
            WHERE model_package_group_name = ?
            """, arguments: [candidate.group]) ?? 1
      try db.execute(
        sql: """
          INSERT INTO mlops.model_packages
            (model_package_group_name, model_package_version, approval_status, registered_at, model_artifact,
             artifact_sha256, artifact_byte_count, mlflow_run_id, execution_id, pipeline_name, endpoint_name, label,
             feature_columns, regression_metrics, bias_metrics, data_profile)
          VALUES (?, ?, 'PendingManualApproval', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          candidate.group, version, now, candidate.artifact.key, candidate.artifact.sha256,
          candidate.artifact.byteCount, candidate.run, candidate.execution, candidate.pipeline, candidate.endpoint,
          candidate.label, features, candidate.regressionMetrics, candidate.biasMetrics, candidate.dataProfile,
        ])
      for (name, value) in candidate.metrics {
        try db.execute(
          sql: "INSERT INTO mlops.model_package_metrics VALUES (?, ?, ?, ?)",
          arguments: [candidate.group, version, name, value])
      }
      try db.execute(
        sql: """
          INSERT INTO mlops.model_package_decisions
            (model_package_group_name, model_package_version, from_status, to_status, decided_at, decided_by, reason)
          VALUES (?, ?, NULL, 'PendingManualApproval', ?, ?, 'registered')
          """, arguments: [candidate.group, version, now, warehouse.surroundings.user])
      return version
    }
    return try package(candidate.group, version: version)
  }

  /// A version of a group; without a version, the newest.
  /// - Throws: ``ModelRegistryError`` where there is none.
  public func package(_ group: String, version: Int?) throws -> ModelPackage {
    try warehouse.read([.mlops]) { db in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT * FROM mlops.model_packages
            WHERE model_package_group_name = :group AND (:version IS NULL OR model_package_version = :version)
            ORDER BY model_package_version DESC LIMIT 1
            """, arguments: ["group": group, "version": version])
      else { throw ModelRegistryError.unknownVersion(group, version) }
      let found: Int = row["model_package_version"]
      let features: String = row["feature_columns"]
      return ModelPackage(
        group: group, version: found, status: ApprovalStatus(rawValue: row["approval_status"]) ?? .pending,
        registeredAt: row["registered_at"], artifact: row["model_artifact"], artifactHash: row["artifact_sha256"],
        run: row["mlflow_run_id"], execution: row["execution_id"], endpoint: row["endpoint_name"], label: row["label"],
        featureColumns: try JSONDecoder().decode([String].self, from: Data(features.utf8)),
        metrics: try Row.fetchAll(
          db,
          sql: """
            SELECT name, value FROM mlops.model_package_metrics
            WHERE model_package_group_name = ? AND model_package_version = ? ORDER BY name
            """, arguments: [group, found]
        ).map { ($0[0], $0[1]) },
        decisions: try Row.fetchAll(
          db,
          sql: """
            SELECT decided_at, decided_by, to_status, reason FROM mlops.model_package_decisions
            WHERE model_package_group_name = ? AND model_package_version = ? ORDER BY decision_number
            """, arguments: [group, found]
        ).map { ($0[0], $0[1], $0[2], $0[3]) })
    }
  }

  /// The names of the groups.
  public func groups() throws -> [String] {
    try warehouse.read([.mlops]) { db in
      try String.fetchAll(db, sql: "SELECT model_package_group_name FROM mlops.model_package_groups ORDER BY 1")
    }
  }
}
