public import GRDB
public import Warehouse

/// Who did what, `mlops.audit_log`.
public enum AuditLog {
  /// How an attempt ended.
  public enum Outcome: String, Sendable {
    /// It was done.
    case allowed
    /// It was refused.
    case denied
  }

  /// Adds a row in the transaction of what was done.
  /// - Parameters:
  ///   - actor: the user.
  ///   - action: what was done, such as `model.approve`.
  ///   - subject: to what, such as `RetailDemand/3`.
  ///   - detail: what else is worth knowing; never a secret.
  ///   - db: a connection that is writing to `mlops`.
  public static func append(
    actor: String, action: String, subject: String, outcome: Outcome = .allowed, detail: String? = nil, at: String,
    in db: Database
  ) throws {
    try db.execute(
      sql: "INSERT INTO mlops.audit_log (at, actor, action, subject, outcome, detail) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [at, actor, action, subject, outcome.rawValue, detail])
  }

  /// Adds a row for what the user of a warehouse does now, in the transaction of what is done.
  public static func append(
    _ action: String, _ subject: String, detail: String? = nil, of warehouse: Warehouse, in db: Database
  ) throws {
    try append(
      actor: warehouse.surroundings.user, action: action, subject: subject, detail: detail,
      at: warehouse.surroundings.now().description, in: db)
  }

  /// Notes in a transaction of its own that something was refused.
  public static func deny(
    actor: String, action: String, subject: String, why: String, in warehouse: Warehouse
  ) throws {
    try warehouse.write(.mlops) { db in
      try append(
        actor: actor, action: action, subject: subject, outcome: .denied, detail: why,
        at: warehouse.surroundings.now().description, in: db)
    }
  }
}
