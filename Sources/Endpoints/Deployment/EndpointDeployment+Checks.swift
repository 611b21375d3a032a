import Access
import GRDB
import ModelRegistry
import Warehouse

/// What deployments look at and leave behind.
extension EndpointDeployment {
  /// The row of the audit: who wanted what. How it went is in the history.
  func note(
    _ action: String, _ name: String, _ config: EndpointConfig?, _ reason: String?, in db: Database
  ) throws {
    let model = config.map { "\($0.group) version \($0.modelVersion), configuration \($0.version)" }
    let detail = [model, reason].compactMap(\.self).joined(separator: ": ")
    try AuditLog.append(action, name, detail: detail.isEmpty ? nil : detail, of: warehouse, in: db)
  }

  /// An earlier configuration to go back to.
  func earlierConfig(of endpoint: EndpointRecord, wanted: Int?) throws -> EndpointConfig {
    let row = try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT
            c.config_version, c.model_package_group_name, c.model_package_version, c.max_concurrency,
            c.memory_size_mb, c.idle_seconds, c.capture_percent
          FROM mlops.endpoint_configs AS c
          JOIN mlops.model_packages AS p USING (model_package_group_name, model_package_version)
          WHERE c.endpoint_name = :name AND p.approval_status = 'Approved'
            AND CASE WHEN :wanted IS NULL THEN c.config_version < coalesce(:current, 0) ELSE c.config_version = :wanted END
            AND c.config_version IS NOT :current
            AND (:wanted IS NOT NULL OR c.model_package_group_name <> :group OR c.model_package_version <> :version)
            AND EXISTS (
              SELECT 1 FROM mlops.endpoint_history AS h
              WHERE h.endpoint_name = :name AND h.config_version = c.config_version AND h.to_status = 'InService')
          ORDER BY c.config_version DESC
          LIMIT 1
          """,
        arguments: [
          "name": endpoint.name, "wanted": wanted, "current": endpoint.config?.version,
          "group": endpoint.config?.group ?? "", "version": endpoint.config?.modelVersion ?? 0,
        ])
    }
    guard let row else {
      throw EndpointError(
        code: "nothing-to-roll-back-to", subject: "endpoint \(endpoint.name)",
        expected: wanted.map { "configuration \($0), which served before and whose model is approved" }
          ?? "an earlier configuration that served another model, still approved",
        found: "none", remedy: "`stockroom endpoint history` shows what served before")
    }
    return EndpointConfig(
      version: row[0], group: row[1], modelVersion: row[2],
      settings: EndpointSettings(
        maxConcurrency: row[3], memorySizeMB: row[4], idleSeconds: row[5], capturePercent: row[6]))
  }

  static func demandApproval(of group: String, _ version: Int, in db: Database) throws {
    let status = try String.fetchOne(
      db,
      sql: """
        SELECT approval_status FROM mlops.model_packages
        WHERE model_package_group_name = ? AND model_package_version = ?
        """, arguments: [group, version])
    guard status == ApprovalStatus.approved.rawValue else {
      throw EndpointError.notApproved(group, version, status: status ?? "no such version")
    }
  }

  /// SageMaker's rule: letters, digits and hyphens, none at the ends, 63 at most.
  static func check(name: String) throws {
    let isFine =
      (1...63).contains(name.utf8.count) && !name.hasPrefix("-") && !name.hasSuffix("-")
      && name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-")
      }
    guard isFine else {
      throw EndpointError(
        code: "parameter-value", subject: "endpoint \(name)",
        expected: "1 to 63 letters, digits and hyphens, no hyphen at an end", found: "\"\(name)\"",
        remedy: "choose another name")
    }
  }
}
