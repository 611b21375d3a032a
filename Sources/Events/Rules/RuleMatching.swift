import Access
import Diagnostics
import GRDB
import Warehouse

/// Turns an event into the deliveries that the rules in force ask for, in the transaction of the event.
enum RuleMatching {
  /// Adds the deliveries of an event; those that are there already stay as they are.
  /// - Parameters:
  ///   - rule: only this rule.
  ///   - replay: the replay that they belong to; empty for the event's first time.
  ///   - dueAt: from when on they may be delivered.
  static func enqueue(
    _ event: Event, rule: String? = nil, replay: String = "", dueAt: String, in db: Database
  ) throws {
    let rules = try Row.fetchAll(
      db,
      sql: """
        SELECT rule_name, event_pattern FROM mlops.event_rules
        WHERE state = 'ENABLED' AND (:rule IS NULL OR rule_name = :rule) ORDER BY rule_name
        """, arguments: ["rule": rule])
    for row in rules {
      let name: String = row[0]
      do throws(EventError) {
        guard try EventPattern(parsing: row[1], subject: "rule \(name)").matches(event) else { continue }
      } catch {
        // Somebody edited the table. The change of state must not fail for it, and the rule must not stay silent.
        try db.execute(
          sql: "UPDATE mlops.event_rules SET state = 'DISABLED', state_reason = ? WHERE rule_name = ?",
          arguments: [error.description, name])
        try AuditLog.append(
          actor: "stockroom", action: "rule.disable", subject: name, detail: error.description, at: dueAt, in: db)
        continue
      }
      for delivery in try Row.fetchAll(
        db,
        sql: """
          SELECT target.target_id, target.kind, target.max_attempts, coalesce(subscription.subscription_id, '')
          FROM mlops.event_rule_targets AS target
          LEFT JOIN mlops.topic_subscriptions AS subscription
            ON target.kind = 'notify' AND subscription.topic_name = target.settings ->> 'topic'
          WHERE target.rule_name = ? AND (target.kind <> 'notify' OR subscription.subscription_id IS NOT NULL)
          ORDER BY target.target_id, subscription.subscription_id
          """, arguments: [name])
      {
        let target: String = delivery[0]
        let recipient: String = delivery[3]
        let key = JSONValue.array([event.id, name, target, recipient, replay].map(JSONValue.string)).description
        try db.execute(
          sql: """
            INSERT INTO mlops.event_deliveries
              (idempotency_key, event_id, rule_name, target_id, kind, recipient, replay_id, attempts_allowed,
               next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
          arguments: [
            String(ContentHash.of(key.utf8).prefix(32)), event.id, name, target, delivery[1] as String, recipient,
            replay, delivery[2] as Int, dueAt,
          ])
      }
    }
  }
}
