public import GRDB
public import Warehouse

/// The event log of a warehouse, `mlops.events`.
public struct EventLog: Sendable {
  let warehouse: Warehouse

  /// The log of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Adds an event in the transaction of the change that it tells of, so that there is never one without the other, and
  /// with it the deliveries that the rules ask for. An event whose id is there already is left as it is.
  /// - Parameter db: a connection that is writing to `mlops`.
  public static func append(_ event: Event, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO mlops.events (event_id, source, detail_type, time, account, region, resources, detail)
        SELECT :id, :source, :type, :time, :account, :region, :resources, :detail
        WHERE NOT EXISTS (SELECT 1 FROM mlops.events WHERE event_id = :id)
        """,
      arguments: [
        "id": event.id, "source": event.source, "type": event.detailType, "time": event.time,
        "account": Event.account, "region": Event.region,
        "resources": JSONValue.array(event.resources.map(JSONValue.string)).description,
        "detail": event.detail.description,
      ])
    guard db.changesCount == 1 else { return }
    try RuleMatching.enqueue(event, dueAt: event.time, in: db)
  }

  /// The event with that id, or whose id begins with it.
  /// - Throws: ``EventError`` where there is none, or more than one.
  public func event(_ identifier: String) throws -> Event {
    let matches = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT event_id, source, detail_type, time, resources, detail FROM mlops.events
          WHERE :id <> '' AND substr(event_id, 1, length(:id)) = :id LIMIT 2
          """, arguments: ["id": identifier]
      ).map(Self.event)
    }
    guard matches.count == 1, !identifier.isEmpty else {
      throw EventError(
        code: matches.isEmpty ? "unknown-event" : "ambiguous-event", subject: "event \(identifier)",
        expected: "the id of one event, or its first characters", found: matches.isEmpty ? "none" : "several",
        remedy: "`stockroom events list` shows them")
    }
    return matches[0]
  }

  /// The latest events, the oldest first, and the number of the last of all.
  public func latest(_ count: Int) throws -> (events: [Event], last: Int64) {
    try warehouse.read([.mlops]) { db in
      let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(event_number), 0) FROM mlops.events") ?? 0
      let events = try Row.fetchAll(
        db,
        sql: """
          SELECT event_id, source, detail_type, time, resources, detail FROM mlops.events
          WHERE event_number <= ? ORDER BY event_number DESC LIMIT ?
          """, arguments: [last, count]
      ).map(Self.event)
      return (events.reversed(), last)
    }
  }

  /// The events after one, by its number, and the number of the last of them.
  public func events(after number: Int64) throws -> (events: [Event], last: Int64) {
    try warehouse.read([.mlops]) { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT event_id, source, detail_type, time, resources, detail, event_number FROM mlops.events
          WHERE event_number > ? ORDER BY event_number
          """, arguments: [number])
      return (try rows.map(Self.event), rows.last?[6] ?? number)
    }
  }

  /// An event from a row with its columns in the order event_id, source, detail_type, time, resources, detail.
  static func event(_ row: Row) throws -> Event {
    var resources: [String] = []
    if case .array(let elements) = try JSONValue(parsing: row[4]) { resources = elements.compactMap(\.stringValue) }
    return Event(
      id: row[0], source: row[1], detailType: row[2], time: row[3], resources: resources,
      detail: try JSONValue(parsing: row[5]))
  }
}
