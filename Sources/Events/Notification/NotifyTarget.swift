import Foundation
import GRDB
public import Warehouse

/// Sends the message about an event to one subscription of a topic.
public struct NotifyTarget: EventTarget {
  private let warehouse: Warehouse
  private let composers: [any MessageComposer]
  private let environment: [String: String]

  /// Creates the target.
  /// - Parameters:
  ///   - composers: are asked in their order; events of other kinds get a plain message.
  ///   - environment: where secrets are that subscriptions name by `secret_env`.
  public init(_ warehouse: Warehouse, composers: [any MessageComposer], environment: [String: String]) {
    self.warehouse = warehouse
    self.composers = composers
    self.environment = environment
  }

  /// Sends the message. A subscription that was removed meanwhile gets none.
  public func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    let row = try warehouse.read([.mlops]) { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT protocol, endpoint, settings, link_base
          FROM mlops.topic_subscriptions JOIN mlops.topics USING (topic_name) WHERE subscription_id = ?
          """, arguments: [delivery.recipient])
    }
    guard let row, let channel = NotificationProtocol(rawValue: row[0]) else {
      return .cancelled("the subscription was removed")
    }
    let linkBase = (row[3] as String?).map { String($0.trimmingSuffix(while: { $0 == "/" })) }
    let message = try message(about: delivery.event, linkBase: linkBase)
    let endpoint: String = row[1]
    let settings = try JSONValue(parsing: row[2])
    let now = warehouse.surroundings.now().description
    switch channel {
    case .file: try append(message, to: endpoint, delivery, now: now)
    case .webhook: try post(message, to: endpoint, settings, delivery, now: now)
    case .email: try mail(message, to: endpoint, settings, delivery, now: now)
    }
    return .delivered("\(channel.rawValue) \(endpoint)")
  }

  private func message(about event: Event, linkBase: String?) throws -> NotificationMessage {
    for composer in composers {
      if let message = try composer.message(about: event, linkBase: linkBase) { return message }
    }
    return NotificationMessage(about: event)
  }

  private func append(_ message: NotificationMessage, to path: String, _ delivery: Delivery, now: String) throws {
    let file = path.hasPrefix("/") ? URL(filePath: path) : warehouse.layout.root.appending(path: path)
    let link = message.link.map { "\n\n\($0)" } ?? ""
    let text = "== \(now) \(message.subject)\n\n\(message.text)\(link)\n\n(delivery \(delivery.idempotencyKey))\n\n"
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw DeliveryFailure("\(file.path): \(error.localizedDescription)", isPermanent: false)
    }
    let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw DeliveryFailure("\(file.path): \(String(cString: strerror(errno)))", isPermanent: false)
    }
    defer { close(descriptor) }
    // In one piece, so that the messages of two deliverers do not mix.
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw DeliveryFailure("\(file.path): \(String(cString: strerror(errno)))", isPermanent: false)
    }
  }

  private func post(
    _ message: NotificationMessage, to endpoint: String, _ settings: JSONValue, _ delivery: Delivery, now: String
  ) throws {
    let url = try Secret(reference: endpoint)?.value(environment) ?? endpoint
    let body = settings["format"] == "slack" ? message.slackJSON : message.json(delivery.event)
    let post = SignedPost(body, delivery: delivery, now: Moment.date(now))
    try Transfer.post(
      post.body, to: url, headers: post.headers(secret: Secret(settings: settings)?.value(environment)),
      caFile: settings["ca_file"]?.stringValue, seconds: Self.timeout(settings))
  }

  private func mail(
    _ message: NotificationMessage, to address: String, _ settings: JSONValue, _ delivery: Delivery, now: String
  ) throws {
    let sender = settings["from"]?.stringValue ?? ""
    let server = settings["server"]?.stringValue ?? ""
    let mail = MailText(
      from: sender, to: address, subject: message.subject,
      text: message.text + (message.link.map { "\n\n\($0)\n" } ?? "\n"), identifier: delivery.idempotencyKey,
      date: Moment.date(now))
    let transport: Transfer.MailTransport =
      server.hasPrefix("smtps://") ? .tls : settings["tls"] == "none" ? .plain : .startTLS
    try Transfer.mail(
      mail.bytes, from: sender, to: address, server: server, transport: transport,
      user: settings["user"]?.stringValue, password: Secret(settings: settings)?.value(environment),
      caFile: settings["ca_file"]?.stringValue, seconds: Self.timeout(settings))
  }

  private static func timeout(_ settings: JSONValue) -> Double {
    settings["timeout_seconds"]?.stringValue.flatMap { Double($0) } ?? 30
  }
}

/// Moments of the tables as dates.
enum Moment {
  static func date(_ text: String) -> Date {
    let style = Date.ISO8601FormatStyle(
      includingFractionalSeconds: true, timeZone: TimeZone(secondsFromGMT: 0) ?? .current)
    return (try? style.parse(text)) ?? Date(timeIntervalSince1970: 0)
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, predicate(last) { rest = rest.dropLast() }
    return rest
  }
}
