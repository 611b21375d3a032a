import Access
import GRDB
public import Warehouse

/// Deliveries that were given up, and their second chance.
public struct DeadLetters: Sendable {
  private let warehouse: Warehouse

  /// The dead letters of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Lets deliveries that were given up be tried again, from now on and as often as their target allows. Deliveries that
  /// wait for their next attempt become due at once.
  /// - Parameter ids: the deliveries; `nil` for all dead letters.
  /// - Returns: how many.
  /// - Throws: ``EventError`` for a number that is no dead letter and does not wait.
  public func retry(_ ids: [Int64]?) throws -> Int {
    let now = warehouse.surroundings.now().description
    return try warehouse.write(.mlops) { db in
      let chosen =
        try ids
        ?? Int64.fetchAll(db, sql: "SELECT delivery_id FROM mlops.event_deliveries WHERE status = 'DeadLetter'")
      for id in chosen {
        let status = try String.fetchOne(
          db, sql: "SELECT status FROM mlops.event_deliveries WHERE delivery_id = ?", arguments: [id])
        guard let status, ["DeadLetter", "Pending"].contains(status) else {
          throw EventError(
            code: "not-retriable", subject: "delivery \(id)", expected: "a dead letter, or a delivery that waits",
            found: status ?? "no such delivery", remedy: "`stockroom events deliveries` shows them")
        }
        try db.execute(
          sql: """
            UPDATE mlops.event_deliveries
            SET status = 'Pending', ended_at = NULL, next_attempt_at = :now,
              attempts_allowed = iif(status = 'DeadLetter', attempts + coalesce(
                (SELECT max_attempts FROM mlops.event_rule_targets AS target
                 WHERE target.rule_name = event_deliveries.rule_name AND target.target_id = event_deliveries.target_id),
                1), attempts_allowed)
            WHERE delivery_id = :id
            """, arguments: ["now": now, "id": id])
        try AuditLog.append("delivery.retry", String(id), of: warehouse, in: db)
      }
      return chosen.count
    }
  }
}
