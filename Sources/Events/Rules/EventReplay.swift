import Access
import GRDB
import Warehouse

extension EventLog {
  /// Which events a replay takes: one by its id, or those of a span of time.
  public struct Selection: Sendable {
    /// Only this event.
    public var event: String?
    /// From this moment on, as text that sorts as the times of events do.
    public var from: String?
    /// Before this moment.
    public var to: String?
    /// Only what this rule starts.
    public var rule: String?

    /// Creates a selection.
    public init(event: String? = nil, from: String? = nil, to: String? = nil, rule: String? = nil) {
      self.event = event
      self.from = from
      self.to = to
      self.rule = rule
    }
  }

  /// What a replay came to.
  public struct Replay: Sendable, Equatable {
    /// Its identity.
    public let id: String
    /// The events that were matched again.
    public let events: Int
    /// The deliveries that came of them.
    public let deliveries: Int
  }

  /// Matches past events against the rules of today and adds the deliveries anew.
  /// - Throws: ``EventError`` where the rule or event does not exist or no event is selected.
  public func replay(_ selection: Selection) throws -> Replay {
    if let rule = selection.rule { _ = try EventRules(warehouse).rule(rule) }
    let event = try selection.event.map { try self.event($0).id }
    let id = warehouse.surroundings.identifier()
    let now = warehouse.surroundings.now().description
    return try warehouse.write(.mlops) { db in
      let events = try Row.fetchAll(
        db,
        sql: """
          SELECT event_id, source, detail_type, time, resources, detail FROM mlops.events
          WHERE (:event IS NULL OR event_id = :event) AND (:from IS NULL OR time >= :from)
            AND (:to IS NULL OR time < :to)
          ORDER BY event_number
          """, arguments: ["event": event, "from": selection.from, "to": selection.to]
      ).map(Self.event)
      guard !events.isEmpty else {
        throw EventError(
          code: "nothing-selected", subject: "replay", expected: "at least one event", found: "none",
          remedy: "`stockroom events list` shows the events with their times")
      }
      for event in events {
        try RuleMatching.enqueue(event, rule: selection.rule, replay: id, dueAt: now, in: db)
      }
      let chosen: JSONValue = [
        "event": .text(event), "from": .text(selection.from), "to": .text(selection.to), "rule": .text(selection.rule),
      ]
      try db.execute(
        sql: "INSERT INTO mlops.event_replays VALUES (?, ?, ?, ?, ?)",
        arguments: [id, now, warehouse.surroundings.user, chosen.description, events.count])
      try AuditLog.append("event.replay", id, detail: chosen.description, of: warehouse, in: db)
      let deliveries = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM mlops.event_deliveries WHERE replay_id = ?", arguments: [id])
      return Replay(id: id, events: events.count, deliveries: deliveries ?? 0)
    }
  }
}
