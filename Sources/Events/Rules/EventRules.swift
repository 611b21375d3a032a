import Access
import GRDB
public import Warehouse

/// The rules of a warehouse, `mlops.event_rules` and `mlops.event_rule_targets`.
public struct EventRules: Sendable {
  private let warehouse: Warehouse

  /// The rules of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Makes a rule, or replaces the one of that name with its targets. Events from now on are matched against it.
  /// - Throws: ``EventError`` where it notifies a topic that does not exist.
  public func put(_ rule: EventRule) throws {
    let surroundings = warehouse.surroundings
    try warehouse.write(.mlops) { db in
      for target in rule.targets where target.kind == .notify {
        try Topics.checkExists(target.settings["topic"]?.stringValue ?? "", in: db)
      }
      try db.execute(
        sql: """
          INSERT INTO mlops.event_rules (rule_name, description, event_pattern, state, created_at, created_by)
          VALUES (:name, :description, :pattern, :state, :now, :user)
          ON CONFLICT (rule_name) DO UPDATE SET
            description = excluded.description, event_pattern = excluded.event_pattern, state = excluded.state,
            state_reason = NULL
          """,
        arguments: [
          "name": rule.name, "description": rule.description, "pattern": rule.pattern,
          "state": rule.isEnabled ? "ENABLED" : "DISABLED", "now": surroundings.now().description,
          "user": surroundings.user,
        ])
      try db.execute(sql: "DELETE FROM mlops.event_rule_targets WHERE rule_name = ?", arguments: [rule.name])
      for target in rule.targets {
        try db.execute(
          sql: """
            INSERT INTO mlops.event_rule_targets (rule_name, target_id, kind, settings, max_attempts)
            VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [rule.name, target.id, target.kind.rawValue, target.settings.description, target.maxAttempts])
      }
      let targets = rule.targets.map(\.id).joined(separator: ", ")
      try AuditLog.append(
        "rule.put", rule.name, detail: "\(rule.isEnabled ? "enabled" : "disabled"), starts \(targets)", of: warehouse,
        in: db)
    }
  }

  /// The rule of that name.
  /// - Throws: ``EventError`` where there is none.
  public func rule(_ name: String) throws -> EventRule {
    try warehouse.read([.mlops]) { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT description, event_pattern, state FROM mlops.event_rules WHERE rule_name = ?",
          arguments: [name])
      else { throw Self.unknown(name) }
      let targets = try Row.fetchAll(
        db,
        sql: """
          SELECT target_id, kind, settings, max_attempts FROM mlops.event_rule_targets
          WHERE rule_name = ? ORDER BY target_id
          """, arguments: [name]
      ).map { row in
        try RuleTarget(
          id: row[0], kind: TargetKind(rawValue: row[1]) ?? .notify, settings: JSONValue(parsing: row[2]),
          maxAttempts: row[3])
      }
      return try EventRule(
        name: name, description: row[0], pattern: row[1], isEnabled: row[2] == "ENABLED", targets: targets)
    }
  }

  /// Puts a rule in force, or out of it.
  /// - Throws: ``EventError`` where there is none of that name, or its pattern is invalid.
  public func setEnabled(_ isEnabled: Bool, rule name: String) throws {
    _ = try rule(name)
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "UPDATE mlops.event_rules SET state = ?, state_reason = NULL WHERE rule_name = ?",
        arguments: [isEnabled ? "ENABLED" : "DISABLED", name])
      guard db.changesCount == 1 else { throw Self.unknown(name) }
      try AuditLog.append(isEnabled ? "rule.enable" : "rule.disable", name, of: warehouse, in: db)
    }
  }

  /// Removes a rule. Deliveries that wait are cancelled when their turn comes.
  /// - Throws: ``EventError`` where there is none of that name.
  public func remove(_ name: String) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(sql: "DELETE FROM mlops.event_rules WHERE rule_name = ?", arguments: [name])
      guard db.changesCount == 1 else { throw Self.unknown(name) }
      try AuditLog.append("rule.remove", name, of: warehouse, in: db)
    }
  }

  private static func unknown(_ name: String) -> EventError {
    EventError(
      code: "unknown-rule", subject: "rule \(name)", expected: "a rule of the warehouse", found: "none",
      remedy: "`stockroom events rules list` shows them")
  }
}
