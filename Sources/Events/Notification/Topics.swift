import Access
import Foundation
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
      let isNew = try !Self.exists(name, in: db)
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
      try AuditLog.append(
        isNew ? "topic.create" : "topic.change", name,
        detail: linkBase.map { "link \($0)" } ?? description, of: warehouse, in: db)
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
      let subscriptions = try Row.fetchAll(
        db, sql: "SELECT protocol, endpoint FROM mlops.topic_subscriptions WHERE topic_name = ? ORDER BY 1, 2",
        arguments: [name]
      ).map(Self.recipient)
      try db.execute(sql: "DELETE FROM mlops.topics WHERE topic_name = ?", arguments: [name])
      try AuditLog.append(
        "topic.remove", name, detail: subscriptions.isEmpty ? nil : "with \(subscriptions.joined(separator: ", "))",
        of: warehouse, in: db)
    }
  }

  /// Subscribes an address to a topic. The same address again gets the new settings and keeps its id.
  /// - Returns: the id of the subscription.
  /// - Throws: ``EventError`` where the topic does not exist or the subscription is wrong.
  public func subscribe(_ subscription: SubscriptionRequest, to topic: String) throws -> String {
    try subscription.check()
    return try warehouse.write(.mlops) { db in
      try Self.checkExists(topic, in: db)
      let row = try Row.fetchOne(
        db,
        sql: """
          INSERT INTO mlops.topic_subscriptions
            (subscription_id, topic_name, protocol, endpoint, settings, created_at, created_by)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (topic_name, protocol, endpoint) DO UPDATE SET settings = excluded.settings
          RETURNING protocol, endpoint, subscription_id
          """,
        arguments: [
          warehouse.surroundings.identifier(), topic, subscription.channel.rawValue, subscription.endpoint,
          subscription.settings.description, warehouse.surroundings.now().description, warehouse.surroundings.user,
        ])
      guard let row else { return "" }
      try AuditLog.append("topic.subscribe", topic, detail: Self.recipient(row), of: warehouse, in: db)
      return row[2]
    }
  }

  /// Removes a subscription by its id, or the first characters of it. Messages that wait for it are cancelled.
  /// - Throws: ``EventError`` where there is none, or more than one.
  public func unsubscribe(_ identifier: String) throws {
    try warehouse.write(.mlops) { db in
      let matches = try Row.fetchAll(
        db,
        sql: """
          SELECT protocol, endpoint, subscription_id, topic_name FROM mlops.topic_subscriptions
          WHERE :id <> '' AND substr(subscription_id, 1, length(:id)) = :id
          """, arguments: ["id": identifier])
      let ids = matches.map { $0[2] as String }
      guard matches.count == 1, !identifier.isEmpty else {
        throw EventError(
          code: matches.isEmpty ? "unknown-subscription" : "ambiguous-subscription",
          subject: "subscription \(identifier)", expected: "the id of one subscription, or its first characters",
          found: matches.isEmpty ? "none" : ids.joined(separator: ", "),
          remedy: "`stockroom topics list` shows them")
      }
      try db.execute(sql: "DELETE FROM mlops.topic_subscriptions WHERE subscription_id = ?", arguments: [ids[0]])
      try AuditLog.append(
        "topic.unsubscribe", matches[0][3], detail: Self.recipient(matches[0]), of: warehouse, in: db)
    }
  }

  /// Who is told, for the audit. The path of a webhook's address may be a secret, its host is none.
  private static func recipient(_ row: Row) -> String {
    let (channel, endpoint): (String, String) = (row[0], row[1])
    guard endpoint.hasPrefix("http"), let url = URL(string: endpoint), let scheme = url.scheme else {
      return "\(channel) \(endpoint)"
    }
    return "\(channel) \(scheme)://\(url.host() ?? "")"
  }

  private static func exists(_ name: String, in db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "SELECT 1 FROM mlops.topics WHERE topic_name = ?", arguments: [name]) != nil
  }

  static func checkExists(_ name: String, in db: Database) throws {
    guard try exists(name, in: db) else {
      throw EventError(
        code: "unknown-topic", subject: "topic \(name)", expected: "a topic of the warehouse", found: "none",
        remedy: "`stockroom topics list` shows them, `stockroom topics create NAME` makes one")
    }
  }
}
