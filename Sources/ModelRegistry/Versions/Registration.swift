import Events
import Foundation
import GRDB
import Warehouse

extension ModelRegistry {
  /// Registers a new version, `PendingManualApproval`, with its metrics, the first row of its decisions and its event, in
  /// one transaction. An execution that registers again gets the version that it registered before.
  public func register(_ candidate: ModelPackageCandidate) throws -> ModelPackage {
    let now = warehouse.surroundings.now().description
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
      try insert(candidate, version: version, now: now, in: db)
      try candidate.baseline?.insert(group: candidate.group, version: version, in: db)
      for (name, value) in candidate.metrics {
        try db.execute(
          sql: "INSERT INTO mlops.model_package_metrics VALUES (?, ?, ?, ?)",
          arguments: [candidate.group, version, name, value])
      }
      try record(
        DecisionRow(
          group: candidate.group, version: version, from: nil, to: .pending, by: warehouse.surroundings.user,
          reason: "registered", at: now),
        in: db)
      return version
    }
    return try package(candidate.group, version: version)
  }

  private func insert(_ candidate: ModelPackageCandidate, version: Int, now: String, in db: Database) throws {
    func json(_ texts: [String]) -> String { JSONValue.array(texts.map(JSONValue.string)).description }
    try db.execute(
      sql: """
        INSERT INTO mlops.model_packages
          (model_package_group_name, model_package_version, approval_status, registered_at, model_artifact,
           artifact_sha256, artifact_byte_count, mlflow_run_id, execution_id, pipeline_name, endpoint_name, label,
           feature_columns, feature_types, regression_metrics, bias_metrics, data_profile, shap_report, parameters,
           training_data_sha256, input_example)
        VALUES (?, ?, 'PendingManualApproval', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        candidate.group, version, now, candidate.artifact.key, candidate.artifact.sha256, candidate.artifact.byteCount,
        candidate.run, candidate.execution, candidate.pipeline, candidate.endpoint, candidate.label,
        json(candidate.featureColumns), candidate.featureTypes.map(json), candidate.regressionMetrics,
        candidate.biasMetrics, candidate.dataProfile, candidate.shapReport,
        candidate.parameters.map { JSONValue.object($0.mapValues(JSONValue.string)).description },
        candidate.trainingDataHash, candidate.inputExample?.json.description,
      ])
  }
}
