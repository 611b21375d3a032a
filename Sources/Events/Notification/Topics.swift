import GRDB
public import Warehouse

/// Topics and their subscriptions, `mlops.topics` and `mlops.topic_subscriptions`.
public struct Topics: Sendable {
  private let warehouse: Warehouse

  /// The topics of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Makes a topic, or changes the description and link of the one of that name.
  /// - Parameter linkBase: where the pages are that messages link to, such as `http://127.0.0.1:8080`.
  public func create(_ name: String, description: String?, linkBase: String?) throws {
    try RuleName.check(name, as: "topic")
    if let linkBase, !linkBase.hasPrefix("http://"), !linkBase.hasPrefix("https://") {
      throw EventError(
        code: "invalid-link", subject: "topic \(name)", expected: "an address that begins with http:// or https://",
        found: linkBase, remedy: "correct the address")
    }
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.topics (topic_name, description, link_base, created_at, created_by) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (topic_name) DO UPDATE SET
            description = coalesce(excluded.description, description),
            link_base = coalesce(excluded.link_base, link_base)
          """,
        arguments: [
          name, description, linkBase, warehouse.surroundings.now().description, warehouse.surroundings.user,
        ])
    }
  }

  /// Removes a topic with its subscriptions.
  /// - Throws: ``EventError`` where there is none of that name, or a rule notifies it.
  public func remove(_ name: String) throws {
    try warehouse.write(.mlops) { db in
      try Self.checkExists(name, in: db)
      let rules = try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT rule_name FROM mlops.event_rule_targets
          WHERE kind = 'notify' AND settings ->> 'topic' = ? ORDER BY 1
          """, arguments: [name])
      guard rules.isEmpty else {
        throw EventError(
          code: "topic-in-use", subject: "topic \(name)", expected: "no rule that notifies it",
          found: rules.joined(separator: ", "), remedy: "change or remove the rules first")
      }
      try db.execute(sql: "DELETE FROM mlops.topics WHERE topic_name = ?", arguments: [name])
    }
  }

  /// Subscribes an address to a topic. The same address again gets the new settings and keeps its id.
  /// - Returns: the id of the subscription.
  /// - Throws: ``EventError`` where the topic does not exist or the subscription is wrong.
  public func subscribe(_ subscription: SubscriptionRequest, to topic: String) throws -> String {
    try subscription.check()
    return try warehouse.write(.mlops) { db in
      try Self.checkExists(topic, in: db)
      return try String.fetchOne(
        db,
        sql: """
          INSERT INTO mlops.topic_subscriptions
            (subscription_id, topic_name, protocol, endpoint, settings, created_at, created_by)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (topic_name, protocol, endpoint) DO UPDATE SET settings = excluded.settings
          RETURNING subscription_id
          """,
        arguments: [
          warehouse.surroundings.identifier(), topic, subscription.channel.rawValue, subscription.endpoint,
          subscription.settings.description, warehouse.surroundings.now().description, warehouse.surroundings.user,
        ]) ?? ""
    }
  }

  /// Removes a subscription by its id, or the first characters of it. Messages that wait for it are cancelled.
  /// - Throws: ``EventError`` where there is none, or more than one.
  public func unsubscribe(_ identifier: String) throws {
    try warehouse.write(.mlops) { db in
      let matches = try String.fetchAll(
        db,
        sql: """
          SELECT subscription_id FROM mlops.topic_subscriptions WHERE substr(subscription_id, 1, length(:id)) = :id
          """, arguments: ["id": identifier])
      guard matches.count == 1, !identifier.isEmpty else {
        throw EventError(
          code: matches.isEmpty ? "unknown-subscription" : "ambiguous-subscription",
          subject: "subscription \(identifier)", expected: "the id of one subscription, or its first characters",
          found: matches.isEmpty ? "none" : matches.joined(separator: ", "),
          remedy: "`stockroom topics list` shows them")
      }
      try db.execute(sql: "DELETE FROM mlops.topic_subscriptions WHERE subscription_id = ?", arguments: [matches[0]])
    }
  }

  static func checkExists(_ name: String, in db: Database) throws {
    let isThere =
      try Int.fetchOne(db, sql: "SELECT 1 FROM mlops.topics WHERE topic_name = ?", arguments: [name]) != nil
    guard isThere else {
      throw EventError(
        code: "unknown-topic", subject: "topic \(name)", expected: "a topic of the warehouse", found: "none",
        remedy: "`stockroom topics list` shows them, `stockroom topics create NAME` makes one")
    }
  }
}
