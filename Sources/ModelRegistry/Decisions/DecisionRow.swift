import Access
import Events
import GRDB
import Warehouse

/// A decision on its way into the tables.
struct DecisionRow {
  let group: String
  let version: Int
  /// The status before; `nil` at registration.
  let from: ApprovalStatus?
  let to: ApprovalStatus
  let by: String
  let reason: String?
  let at: String
}

extension ModelRegistry {
  /// Writes a decision with its status, its audit row and its event: all in the caller's transaction.
  /// - Returns: the id of the event.
  @discardableResult
  func record(_ decision: DecisionRow, in db: Database) throws -> String {
    try db.execute(
      sql: """
        INSERT INTO mlops.model_package_decisions
          (model_package_group_name, model_package_version, from_status, to_status, decided_at, decided_by, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        decision.group, decision.version, decision.from?.rawValue, decision.to.rawValue, decision.at, decision.by,
        decision.reason,
      ])
    let number = db.lastInsertedRowID
    if decision.from != nil {
      try db.execute(
        sql: """
          UPDATE mlops.model_packages SET approval_status = ?
          WHERE model_package_group_name = ? AND model_package_version = ?
          """, arguments: [decision.to.rawValue, decision.group, decision.version])
    }
    let package = try Self.package(decision.group, version: decision.version, in: db)
    let action =
      switch (decision.from, decision.to) {
      case (nil, _): "model.register"
      case (_, .approved): "model.approve"
      case (_, .rejected): "model.reject"
      case (_, .pending): "model.reopen"
      }
    try AuditLog.append(
      actor: decision.by, action: action, subject: package.name, detail: decision.reason, at: decision.at, in: db)
    let event = event(package, decision, number: number)
    try EventLog.append(event, in: db)
    return event.id
  }

  private func event(_ package: ModelPackage, _ decision: DecisionRow, number: Int64) -> Event {
    let name = AmazonResourceName.sagemaker("model-package", package.name)
    let detail: JSONValue = [
      "ModelPackageGroupName": .string(package.group), "ModelPackageVersion": .number(String(package.version)),
      "ModelPackageName": .string(package.name), "ModelPackageArn": .string(name),
      "ModelPackageStatus": "Completed", "ModelApprovalStatus": .string(decision.to.rawValue),
      "PreviousModelApprovalStatus": .text(decision.from?.rawValue), "ApprovalDescription": .text(decision.reason),
      "CreationTime": .string(package.registeredAt), "LastModifiedTime": .string(decision.at),
      "LastModifiedBy": .string(decision.by), "DecisionNumber": .number(String(number)),
      "EndpointName": .text(package.endpoint), "PipelineName": .text(package.pipeline),
      "PipelineExecutionId": .text(package.execution), "MlflowRunId": .text(package.run),
      "ModelMetrics": .object(
        Dictionary(package.metrics.map { ($0.name, JSONValue.number($0.value)) }) { $1 }),
    ]
    return Event(
      id: warehouse.surroundings.identifier(), source: "aws.sagemaker",
      detailType: "SageMaker Model Package State Change", time: decision.at, resources: [name], detail: detail)
  }
}
