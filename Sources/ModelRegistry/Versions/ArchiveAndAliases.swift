import Access
import Events
import GRDB
import Warehouse

extension ModelRegistry {
  /// Puts a version into the archive, where lists leave it out and nobody can approve it, or takes it out again. Doing so
  /// twice changes nothing.
  /// - Returns: whether anything changed.
  /// - Throws: ``ModelRegistryError`` where the version is approved: what may serve is not for the archive.
  public func archive(_ group: String, version: Int, undo: Bool = false, by actor: String? = nil) throws -> Bool {
    try warehouse.write(.mlops) { db in
      let package = try Self.package(group, version: version, in: db)
      guard undo == (package.archivedAt != nil) else { return false }
      guard undo || package.status != .approved else {
        throw ModelRegistryError(
          code: "approved-model", subject: "model package \(package.name)", expected: "a version that is not approved",
          found: package.status.rawValue, remedy: "reject it first with `stockroom model reject`")
      }
      let now = warehouse.surroundings.now().description
      try db.execute(
        sql: """
          UPDATE mlops.model_packages SET archived_at = ?
          WHERE model_package_group_name = ? AND model_package_version = ?
          """, arguments: [undo ? nil : now, group, version])
      try note(
        undo ? "model.unarchive" : "model.archive", package, "Stockroom Model Package Archive Change",
        ["Archived": .boolean(!undo)], by: actor, now: now, in: db)
      return true
    }
  }

  /// Lets an alias such as `champion` name a version; it no longer names another one of the group.
  /// - Returns: the version that it named before.
  /// - Throws: ``ModelRegistryError`` for an alias that is no name, a number, or `latest`.
  @discardableResult
  public func setAlias(_ alias: String, _ group: String, version: Int, by actor: String? = nil) throws -> Int? {
    let isName =
      (1...64).contains(alias.utf8.count) && Int(alias) == nil && alias != "latest"
      && alias.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || [45, 46, 95].contains(byte)
      }
    guard isName else {
      throw ModelRegistryError(
        code: "invalid-alias", subject: "alias \(alias)",
        expected: "1 to 64 letters, digits, dots, hyphens and underscores; no number, and not latest",
        found: "\"\(alias)\"", remedy: "choose another alias")
    }
    return try warehouse.write(.mlops) { db in
      let package = try Self.package(group, version: version, in: db)
      let before = try Self.version(alias, group, in: db)
      guard before != version else { return before }
      let now = warehouse.surroundings.now().description
      try db.execute(
        sql: """
          INSERT INTO mlops.model_package_aliases VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET model_package_version = excluded.model_package_version, set_at = excluded.set_at,
            set_by = excluded.set_by
          """, arguments: [group, alias, version, now, actor ?? warehouse.surroundings.user])
      try note(
        "model.alias", package, "Stockroom Model Package Alias Change",
        ["Alias": .string(alias), "PreviousModelPackageVersion": before.map { .number(String($0)) } ?? .null],
        by: actor, now: now, in: db)
      return before
    }
  }

  /// Takes an alias away.
  /// - Throws: ``ModelRegistryError`` where the group has no such alias.
  public func removeAlias(_ alias: String, _ group: String, by actor: String? = nil) throws {
    try warehouse.write(.mlops) { db in
      guard let version = try Self.version(alias, group, in: db) else {
        throw ModelRegistryError(
          code: "unknown-alias", subject: "model package \(group)", expected: "an alias of the group",
          found: "\"\(alias)\"", remedy: "`stockroom model list` shows the versions with their aliases")
      }
      try db.execute(
        sql: "DELETE FROM mlops.model_package_aliases WHERE model_package_group_name = ? AND alias = ?",
        arguments: [group, alias])
      try note(
        "model.alias", Self.package(group, version: version, in: db), "Stockroom Model Package Alias Change",
        ["Alias": .string(alias), "Removed": true], by: actor, now: warehouse.surroundings.now().description, in: db)
    }
  }

  private static func version(_ alias: String, _ group: String, in db: Database) throws -> Int? {
    try Int.fetchOne(
      db,
      sql: """
        SELECT model_package_version FROM mlops.model_package_aliases
        WHERE model_package_group_name = ? AND alias = ?
        """, arguments: [group, alias])
  }

  /// The audit row and the event of a change that is no decision.
  private func note(
    _ action: String, _ package: ModelPackage, _ detailType: String, _ change: [String: JSONValue], by actor: String?,
    now: String, in db: Database
  ) throws {
    let detail = change.merging([
      "ModelPackageGroupName": .string(package.group), "ModelPackageVersion": .number(String(package.version)),
      "ModelApprovalStatus": .string(package.status.rawValue),
    ]) { $1 }
    let actor = actor ?? warehouse.surroundings.user
    try AuditLog.append(
      actor: actor, action: action, subject: package.name, detail: change["Alias"]?.stringValue, at: now, in: db)
    try EventLog.append(
      Event(
        id: warehouse.surroundings.identifier(), source: "stockroom", detailType: detailType, time: now,
        resources: [AmazonResourceName.sagemaker("model-package", package.name)], detail: .object(detail)),
      in: db)
  }
}
