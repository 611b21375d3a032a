import Events
import GRDB
import Warehouse

/// One change of an endpoint's state: the endpoint's row, its history and its event, in the caller's transaction.
struct StateChange {
  let endpoint: String
  let from: EndpointStatus?
  /// The new state; `nil` where the endpoint is deleted.
  let to: EndpointStatus?
  /// The configuration that the change is about.
  let config: EndpointConfig?
  /// The configuration that serves afterwards.
  let serving: Int?
  let reason: String?
  /// Whether the reason is a failure that the endpoint's row keeps.
  var isFailure = false
  /// What became of the comparison with the stored input example, where a model goes into service.
  var inputExample: String?

  func record(in db: Database, _ surroundings: Surroundings) throws {
    let now = surroundings.now().description
    let status = to?.rawValue ?? "Deleted"
    if let to {
      try db.execute(
        sql: """
          INSERT INTO mlops.endpoints
            (endpoint_name, endpoint_status, config_version, failure_reason, created_at, updated_at)
          VALUES (:name, :status, :serving, :failure, :now, :now)
          ON CONFLICT (endpoint_name) DO UPDATE SET
            endpoint_status = :status, config_version = :serving, failure_reason = :failure, updated_at = :now
          """,
        arguments: [
          "name": endpoint, "status": to.rawValue, "serving": serving, "failure": isFailure ? reason : nil, "now": now,
        ])
    } else {
      try db.execute(sql: "DELETE FROM mlops.endpoints WHERE endpoint_name = ?", arguments: [endpoint])
    }
    try db.execute(
      sql: """
        INSERT INTO mlops.endpoint_history
          (endpoint_name, changed_at, from_status, to_status, config_version, model_package_group_name,
           model_package_version, changed_by, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        endpoint, now, from?.rawValue, status, config?.version, config?.group, config?.modelVersion, surroundings.user,
        reason,
      ])
    try EventLog.append(event(status, surroundings), in: db)
  }

  private func event(_ status: String, _ surroundings: Surroundings) -> Event {
    var detail: [String: JSONValue] = [
      "EndpointName": .string(endpoint),
      "EndpointArn": .string(AmazonResourceName.sagemaker("endpoint", endpoint)),
      "EndpointStatus": .string(status),
      "ChangedBy": .string(surroundings.user),
    ]
    if let from { detail["PreviousEndpointStatus"] = .string(from.rawValue) }
    if let config {
      detail["EndpointConfigName"] = .string("\(endpoint)-\(config.version)")
      detail["ModelPackageGroupName"] = .string(config.group)
      detail["ModelPackageVersion"] = .number(Double(config.modelVersion))
    }
    if let inputExample { detail["InputExample"] = .string(inputExample) }
    if let reason { detail[isFailure ? "FailureReason" : "Reason"] = .string(reason) }
    return Event(
      "SageMaker Endpoint State Change", resources: [AmazonResourceName.sagemaker("endpoint", endpoint)],
      detail: .object(detail), in: surroundings)
  }
}
