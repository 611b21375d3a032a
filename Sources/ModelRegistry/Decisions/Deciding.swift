import Access
import GRDB
import Warehouse

/// What a decision came to.
public struct DecisionResult: Sendable {
  /// The version as it is now.
  public let package: ModelPackage
  /// Its status before.
  public let previous: ApprovalStatus
  /// The event that tells of the decision; `nil` where nothing changed.
  public let event: String?
  /// Whether anything changed: deciding again what is decided does not, and starts nothing.
  public var hasChanged: Bool { previous != package.status }
}

extension ModelRegistry {
  /// Decides about a version. Decision, status, audit row and event are written in one transaction; what the event starts
  /// (such as the deployment) is the business of the rules.
  ///
  /// | from \ to | Pending | Approved | Rejected |
  /// |---|---|---|---|
  /// | Pending | nothing | serves | rejected |
  /// | Approved | out of service | nothing | out of service |
  /// | Rejected | waits again | serves | nothing |
  ///
  /// Out of service: where the version serves, the newest approved version takes its place.
  /// - Parameters:
  ///   - actor: who decides; the user of the warehouse where there is none.
  /// - Throws: ``ModelRegistryError``: `unknown-model`; `damaged-artifact` and `archived-model` for an approval; and
  ///   `four-eyes` where the group asks for it and the actor started the execution. Refusals are in the audit.
  public func decide(
    _ group: String, version: Int, _ status: ApprovalStatus, reason: String?, by actor: String? = nil
  ) throws -> DecisionResult {
    let actor = actor ?? warehouse.surroundings.user
    let now = warehouse.surroundings.now().description
    do {
      if status == .approved {
        let before = try package(group, version: version)
        if before.status != .approved { try verify(before).demandIntact() }
      }
      return try warehouse.write(.mlops) { db in
        let before = try Self.package(group, version: version, in: db)
        guard before.status != status else { return DecisionResult(package: before, previous: status, event: nil) }
        if status == .approved { try checkApproval(of: before, by: actor, in: db) }
        let event = try record(
          DecisionRow(
            group: group, version: version, from: before.status, to: status, by: actor, reason: reason, at: now),
          in: db)
        return DecisionResult(
          package: try Self.package(group, version: version, in: db), previous: before.status, event: event)
      }
    } catch let error as ModelRegistryError where error.code != "unknown-model" {
      try AuditLog.deny(
        actor: actor, action: "model.approve", subject: "\(group)/\(version)", why: error.code, in: warehouse)
      throw error
    }
  }

  /// Sets whether who started an execution is kept from approving its model.
  /// - Throws: ``ModelRegistryError`` where there is no such group.
  public func setFourEyes(_ isOn: Bool, group: String) throws {
    let surroundings = warehouse.surroundings
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "UPDATE mlops.model_package_groups SET four_eyes = ? WHERE model_package_group_name = ?",
        arguments: [isOn, group])
      guard db.changesCount == 1 else { throw ModelRegistryError.unknownVersion(group, nil) }
      try AuditLog.append(
        actor: surroundings.user, action: "model.four-eyes", subject: group, detail: isOn ? "on" : "off",
        at: surroundings.now().description, in: db)
    }
  }

  private func checkApproval(of package: ModelPackage, by actor: String, in db: Database) throws {
    if let archivedAt = package.archivedAt {
      throw ModelRegistryError(
        code: "archived-model", subject: "model package \(package.name)", expected: "a version that is not archived",
        found: "archived at \(archivedAt)", remedy: "take it out of the archive with `stockroom model archive --undo`")
    }
    // Without an execution, who registered the version counts as its author.
    let author = try String.fetchOne(
      db,
      sql: """
        SELECT coalesce(
          (SELECT started_by FROM mlops.pipeline_executions WHERE execution_id = :execution),
          (SELECT decided_by FROM mlops.model_package_decisions
           WHERE model_package_group_name = :group AND model_package_version = :version
           ORDER BY decision_number LIMIT 1))
        FROM mlops.model_package_groups WHERE model_package_group_name = :group AND four_eyes = 1
        """, arguments: ["execution": package.execution, "group": package.group, "version": package.version])
    guard author == nil || author != actor else {
      throw ModelRegistryError(
        code: "four-eyes", subject: "model package \(package.name)",
        expected: "an approval by somebody else than \(actor), who started the execution", found: actor,
        remedy: "ask another approver")
    }
  }
}
