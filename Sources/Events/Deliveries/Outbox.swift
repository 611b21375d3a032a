import GRDB
import Warehouse

/// The deliveries as rows: claiming one, renewing the claim, noting how it ended. Each is one transaction.
struct Outbox: Sendable {
  let warehouse: Warehouse

  enum Claim {
    case delivery(TargetKind, Delivery)
    /// There was nothing to attempt: the rule is gone, or every attempt was cut off.
    case ended(Ending)
  }

  enum Ending: Sendable {
    case delivered(String)
    case cancelled(String)
    case failed(DeliveryFailure)

    var text: String {
      switch self {
      case .delivered(let text), .cancelled(let text): text
      case .failed(let failure): failure.description
      }
    }
  }

  private func now() -> String { warehouse.surroundings.now().description }

  func lastDelivery() throws -> Int64 {
    try warehouse.read([.mlops]) { db in
      try Int64.fetchOne(db, sql: "SELECT coalesce(max(delivery_id), 0) FROM mlops.event_deliveries") ?? 0
    }
  }

  /// What is due: it waits, or its lease has run out.
  private static let isOpen = """
    status IN ('Pending', 'Claimed') AND kind IN (SELECT value FROM json_each(:kinds))
    """

  func nextDue(kinds: [TargetKind]) throws -> String? {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT min(iif(status = 'Claimed', max(claimed_until, next_attempt_at), next_attempt_at))
          FROM mlops.event_deliveries WHERE \(Self.isOpen)
          """, arguments: ["kinds": Self.json(kinds)])
    }
  }

  /// Whether a claim could find something: asked first, since a claim keeps other writers waiting.
  func isAnythingDue(kinds: [TargetKind]) throws -> Bool {
    guard let due = try nextDue(kinds: kinds) else { return false }
    return due <= now()
  }

  func claim(
    for deliverer: String, kinds: [TargetKind], of event: String?, upTo last: Int64, leaseSeconds: Double
  ) throws -> Claim? {
    let now = now()
    return try warehouse.write(.mlops) { db in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT delivery_id, idempotency_key, event_id, rule_name, target_id, kind, recipient, attempts,
              attempts_allowed
            FROM mlops.event_deliveries
            WHERE \(Self.isOpen) AND next_attempt_at <= :now AND (status = 'Pending' OR claimed_until <= :now)
              AND delivery_id <= :last AND (:event IS NULL OR event_id = :event)
            ORDER BY next_attempt_at, delivery_id LIMIT 1
            """, arguments: ["kinds": Self.json(kinds), "now": now, "last": last, "event": event])
      else { return nil }
      let id: Int64 = row["delivery_id"]
      let attempt: Int = row["attempts"] + 1
      guard attempt <= row["attempts_allowed"] else {
        let failure = DeliveryFailure("every attempt was cut off before it ended", isPermanent: true)
        try end(id, as: .failed(failure), now: now, in: db)
        return .ended(.failed(failure))
      }
      guard
        let target = try Row.fetchOne(
          db, sql: "SELECT kind, settings FROM mlops.event_rule_targets WHERE rule_name = ? AND target_id = ?",
          arguments: [row["rule_name"] as String, row["target_id"] as String]),
        target[0] == row["kind"] as String, let kind = TargetKind(rawValue: target[0])
      else {
        try end(id, as: .cancelled("the rule has no such target any more"), now: now, in: db)
        return .ended(.cancelled(""))
      }
      guard
        let event = try Row.fetchOne(
          db,
          sql: """
            SELECT event_id, source, detail_type, time, resources, detail FROM mlops.events WHERE event_id = ?
            """, arguments: [row["event_id"] as String])
      else { return nil }
      try db.execute(
        sql: """
          UPDATE mlops.event_deliveries
          SET status = 'Claimed', attempts = :attempt, claimed_by = :deliverer,
            claimed_until = strftime('%Y-%m-%dT%H:%M:%fZ', :now, :lease)
          WHERE delivery_id = :id
          """,
        arguments: [
          "attempt": attempt, "deliverer": deliverer, "now": now, "lease": "+\(leaseSeconds) seconds", "id": id,
        ])
      try db.execute(
        sql: """
          INSERT INTO mlops.event_delivery_attempts (delivery_id, attempt, deliverer, started_at) VALUES (?, ?, ?, ?)
          """, arguments: [id, attempt, deliverer, now])
      return .delivery(
        kind,
        Delivery(
          id: id, idempotencyKey: row["idempotency_key"], event: try EventLog.event(event), rule: row["rule_name"],
          target: row["target_id"], settings: try JSONValue(parsing: target[1]), recipient: row["recipient"],
          attempt: attempt))
    }
  }

  func renew(_ delivery: Delivery, by deliverer: String, leaseSeconds: Double) throws {
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.event_deliveries SET claimed_until = strftime('%Y-%m-%dT%H:%M:%fZ', :now, :lease)
          WHERE delivery_id = :id AND status = 'Claimed' AND claimed_by = :deliverer AND attempts = :attempt
          """,
        arguments: [
          "now": now(), "lease": "+\(leaseSeconds) seconds", "id": delivery.id, "deliverer": deliverer,
          "attempt": delivery.attempt,
        ])
    }
  }

  /// Notes how an attempt ended. Where the lease was lost to another deliverer meanwhile, the delivery is its business.
  /// - Returns: whether the delivery is over.
  func record(_ ending: Ending, of delivery: Delivery, by deliverer: String) throws -> Bool {
    let now = now()
    let outcome =
      switch ending {
      case .delivered: "delivered"
      case .cancelled: "cancelled"
      case .failed(let failure): failure.isPermanent ? "failed for good" : "failed"
      }
    return try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.event_delivery_attempts SET ended_at = ?, outcome = ?, message = ?
          WHERE delivery_id = ? AND attempt = ?
          """, arguments: [now, outcome, ending.text, delivery.id, delivery.attempt])
      let allowed = try Int.fetchOne(
        db,
        sql: """
          SELECT attempts_allowed FROM mlops.event_deliveries
          WHERE delivery_id = ? AND status = 'Claimed' AND claimed_by = ? AND attempts = ?
          """, arguments: [delivery.id, deliverer, delivery.attempt])
      guard let allowed else { return false }
      if case .failed(let failure) = ending, !failure.isPermanent, delivery.attempt < allowed {
        let wait = max(RetryWait.seconds(after: delivery.attempt), failure.retryAfterSeconds ?? 0)
        try db.execute(
          sql: """
            UPDATE mlops.event_deliveries
            SET status = 'Pending', claimed_by = NULL, claimed_until = NULL, message = :message,
              next_attempt_at = strftime('%Y-%m-%dT%H:%M:%fZ', :now, :wait)
            WHERE delivery_id = :id
            """,
          arguments: ["message": ending.text, "now": now, "wait": "+\(wait) seconds", "id": delivery.id])
        return false
      }
      try end(delivery.id, as: ending, now: now, in: db)
      return true
    }
  }

  private func end(_ id: Int64, as ending: Ending, now: String, in db: Database) throws {
    let status =
      switch ending {
      case .delivered: "Delivered"
      case .cancelled: "Cancelled"
      case .failed: "DeadLetter"
      }
    try db.execute(
      sql: """
        UPDATE mlops.event_deliveries
        SET status = ?, claimed_by = NULL, claimed_until = NULL, ended_at = ?, message = ?
        WHERE delivery_id = ?
        """, arguments: [status, now, ending.text, id])
  }

  private static func json(_ kinds: [TargetKind]) -> String {
    JSONValue.array(kinds.map { .string($0.rawValue) }).description
  }
}

/// How long to wait before the next attempt: 10 seconds, then twice as long each time, an hour at most.
enum RetryWait {
  static func seconds(after attempt: Int) -> Double {
    min(10 * Double(1 << min(max(attempt, 1) - 1, 20)), 3600)
  }
}
