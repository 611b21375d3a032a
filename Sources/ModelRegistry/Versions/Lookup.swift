import Events
import GRDB
import Warehouse

extension ModelRegistry {
  /// A version of a group; without a version, the newest.
  /// - Throws: ``ModelRegistryError`` where there is none.
  public func package(_ group: String, version: Int?) throws -> ModelPackage {
    try warehouse.read([.mlops]) { try Self.package(group, version: version, in: $0) }
  }

  /// The version that a word names: a number, an alias such as `champion`, or `latest`.
  /// - Throws: ``ModelRegistryError`` where there is none.
  public func package(_ group: String, named word: String) throws -> ModelPackage {
    if word == "latest" { return try package(group, version: nil) }
    if let number = Int(word) { return try package(group, version: number) }
    let version = try warehouse.read([.mlops]) { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT model_package_version FROM mlops.model_package_aliases
          WHERE model_package_group_name = ? AND alias = ?
          """, arguments: [group, word])
    }
    guard let version else {
      throw ModelRegistryError(
        code: "unknown-alias", subject: "model package \(group)", expected: "a version, an alias or latest",
        found: "\"\(word)\"", remedy: "`stockroom model list` shows the versions with their aliases")
    }
    return try package(group, version: version)
  }

  /// The names of the groups.
  public func groups() throws -> [String] {
    try warehouse.read([.mlops]) { db in
      try String.fetchAll(db, sql: "SELECT model_package_group_name FROM mlops.model_package_groups ORDER BY 1")
    }
  }

  static func package(_ group: String, version: Int?, in db: Database) throws -> ModelPackage {
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
    let features = try texts(row["feature_columns"]) ?? []
    let example = try (row["input_example"] as String?).map { try JSONValue(parsing: $0) }
    var reports: [String: String] = [:]
    for name in ["regression_metrics", "bias_metrics", "data_profile", "shap_report"] { reports[name] = row[name] }
    return ModelPackage(
      group: group, version: found, status: ApprovalStatus(rawValue: row["approval_status"]) ?? .pending,
      registeredAt: row["registered_at"], archivedAt: row["archived_at"], artifact: row["model_artifact"],
      artifactHash: row["artifact_sha256"], artifactByteCount: row["artifact_byte_count"], run: row["mlflow_run_id"],
      execution: row["execution_id"], pipeline: row["pipeline_name"], endpoint: row["endpoint_name"],
      label: row["label"], featureColumns: features, featureTypes: try texts(row["feature_types"]),
      metrics: try Row.fetchAll(
        db,
        sql: """
          SELECT name, value FROM mlops.model_package_metrics
          WHERE model_package_group_name = ? AND model_package_version = ? ORDER BY name
          """, arguments: [group, found]
      ).map { ($0[0], $0[1]) },
      parameters: try Row.fetchAll(
        db, sql: "SELECT key, value FROM json_each(?) ORDER BY key", arguments: [row["parameters"] ?? "{}"]
      ).map { ($0[0], $0[1]) },
      trainingDataHash: row["training_data_sha256"],
      inputExample: example.flatMap { InputExample($0, order: features) }, reports: reports,
      aliases: try String.fetchAll(
        db,
        sql: """
          SELECT alias FROM mlops.model_package_aliases
          WHERE model_package_group_name = ? AND model_package_version = ? ORDER BY alias
          """, arguments: [group, found]),
      decisions: try Row.fetchAll(
        db,
        sql: """
          SELECT decided_at, decided_by, to_status, reason FROM mlops.model_package_decisions
          WHERE model_package_group_name = ? AND model_package_version = ? ORDER BY decision_number
          """, arguments: [group, found]
      ).map { ($0[0], $0[1], $0[2], $0[3]) })
  }

  private static func texts(_ json: String?) throws -> [String]? {
    guard let json, case .array(let elements) = try JSONValue(parsing: json) else { return nil }
    return elements.compactMap(\.stringValue)
  }
}
