import Crypto
import Events
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Messages to files and webhooks")
struct NotificationTests {
  let outbox: Outbox

  init() throws { outbox = try Outbox() }

  private func notify(_ channel: NotificationProtocol, _ endpoint: String, _ settings: [String: String] = [:]) throws {
    _ = try outbox.subscribe(channel, endpoint, settings)
    try outbox.rule("rule", .notify, ["topic": "topic"])
    try outbox.append(["text": "a < b & \"c\"\nü"], type: "Something Happened")
  }

  @Test("a file gets each message, with what the event says")
  func file() throws {
    try notify(.file, "notes/ann.txt")
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(delivered: 1))
    try outbox.append(type: "Another Thing")
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(delivered: 1))
    let file = outbox.warehouse.layout.root.appending(path: "notes/ann.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("== 2026-01-15T08:00:00.000Z Something Happened: r\n"))
    #expect(text.contains("text: a < b & \"c\"\nü"))
    #expect(text.contains("Another Thing: r\n"))
  }

  @Test("a file that cannot be written is tried again")
  func unwritable() throws {
    try notify(.file, "databases/mlops.sqlite/x")
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(failed: 1))
  }

  @Test("a subscription that was removed gets no message any more")
  func removed() throws {
    let id = try outbox.subscribe(.file, "x.txt")
    try outbox.rule("rule", .notify, ["topic": "topic"])
    try outbox.append()
    try Topics(outbox.warehouse).unsubscribe(String(id.prefix(30)))
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(cancelled: 1))
  }

  @Test(
    "a webhook gets JSON, signed, and again under the same key where it failed",
    .enabled(if: Receiver.hasPython, "python3 is not there"))
  func webhook() throws {
    let receiver = try Receiver("http_receiver.py", ["500,0,429,200"])
    try notify(.webhook, "http://127.0.0.1:\(receiver.port)/hook?x=1", ["secret_env": "HOOK"])
    let notifier = outbox.notifier(["HOOK": "s3cret"])
    #expect(try notifier.deliverDue() == Deliverer.Pass(failed: 1))
    outbox.clock.advance(10)
    #expect(try notifier.deliverDue() == Deliverer.Pass(failed: 1))
    outbox.clock.advance(20)
    #expect(try notifier.deliverDue() == Deliverer.Pass(failed: 1))
    // 429 asked for 90 seconds.
    outbox.clock.advance(89)
    #expect(try notifier.deliverDue() == Deliverer.Pass())
    outbox.clock.advance(1)
    #expect(try notifier.deliverDue() == Deliverer.Pass(delivered: 1))

    let received = try receiver.received()
    #expect(received.map { $0["status"] as? Int } == [500, 0, 429, 200])
    let headers = try received.map { try #require($0["headers"] as? [String: String]) }
    #expect(Set(headers.map { $0["Idempotency-Key"] }).count == 1)
    #expect(headers.map { $0["X-Stockroom-Attempt"] } == ["1", "2", "3", "4"])
    #expect(headers[0]["Content-Type"] == "application/json")
    #expect(received[0]["path"] as? String == "/hook?x=1")
    let body = try #require(received[3]["body"] as? String)
    let json = try JSONValue(parsing: body)
    #expect(json["subject"] == "Something Happened: r")
    #expect(json["event"]?["detail"]?["text"] == "a < b & \"c\"\nü")
    // The signature as a receiver works it out.
    let parts = try #require(headers[3]["X-Stockroom-Signature"]).split(separator: ",")
    let time = parts[0].dropFirst(2)
    #expect(time == "1768464120")
    let key = SymmetricKey(data: Data("s3cret".utf8))
    let code = HMAC<SHA256>.authenticationCode(for: Data("\(time).\(body)".utf8), using: key)
    #expect(parts[1].dropFirst(3) == code.map { String(format: "%02x", $0) }.joined())
  }

  @Test(
    "an address that refuses a message is not asked again", .enabled(if: Receiver.hasPython, "python3 is not there"))
  func refused() throws {
    let receiver = try Receiver("http_receiver.py", ["404"])
    try notify(.webhook, "http://127.0.0.1:\(receiver.port)/")
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(deadLetters: 1))
    #expect(try outbox.deliveries("message") == [[.text("HTTP 404: answer 404")]])
  }

  @Test(
    "Slack gets the text that it shows; its address can be a secret",
    .enabled(if: Receiver.hasPython, "python3 is not there"))
  func slack() throws {
    let receiver = try Receiver("http_receiver.py", ["200"])
    try notify(.webhook, "env:SLACK_URL", ["format": "slack"])
    let notifier = outbox.notifier(["SLACK_URL": "http://127.0.0.1:\(receiver.port)/services/T0/B0/xyzzy"])
    #expect(try notifier.deliverDue() == Deliverer.Pass(delivered: 1))
    let request = try receiver.received()[0]
    #expect(request["path"] as? String == "/services/T0/B0/xyzzy")
    let json = try JSONValue(parsing: #require(request["body"] as? String))
    let text = try #require(json["text"]?.stringValue)
    #expect(text.hasPrefix("*Something Happened: r*\n") && text.contains("a &lt; b &amp; \"c\""))
    #expect(!text.contains("a < b"))
    let snapshot = try WarehouseSnapshot(of: outbox.warehouse.layout.root)
    #expect(!snapshot.tables.values.joined().contains { $0.contains("xyzzy") })
  }

  @Test("a receiver that is not there, and a secret that is not there, are tried again")
  func absent() throws {
    try notify(.webhook, "http://127.0.0.1:1/")
    _ = try outbox.subscribe(.webhook, "http://127.0.0.1:1/other", ["secret_env": "NOT_SET"])
    try outbox.append()
    #expect(try outbox.notifier().deliverDue() == Deliverer.Pass(failed: 3))
    let messages = try outbox.deliveries("message").map { "\($0[0])" }
    #expect(messages.contains { $0.contains("NOT_SET") } && messages.contains { $0.contains("127.0.0.1") })
  }

  @Test(
    "a target webhook gets the event as EventBridge shapes it", .enabled(if: Receiver.hasPython, "python3 is not there")
  )
  func target() throws {
    let receiver = try Receiver("http_receiver.py", ["204"])
    try outbox.rule("rule", .webhook, ["url": .string("http://127.0.0.1:\(receiver.port)/")])
    let event = try outbox.append(["x": .number("3.0e2")])
    let target = WebhookTarget(outbox.warehouse, environment: [:])
    #expect(try Deliverer(outbox.warehouse, targets: [.webhook: target]).deliverDue() == Deliverer.Pass(delivered: 1))
    let body = try #require(receiver.received()[0]["body"] as? String)
    #expect(try JSONValue(parsing: body) == event.json)
  }

  @Test(
    "a subscription that cannot work is refused",
    arguments: [
      (NotificationProtocol.file, "", [:]), (.file, "x", ["format": "slack"]), (.webhook, "example.com", [:]),
      (.webhook, "http://x", ["format": "xml"]), (.webhook, "http://x", ["secret_env": "A", "secret_file": "b"]),
      (.webhook, "http://x", ["timeout_seconds": "0"]), (.email, "ann", ["server": "smtp://m", "from": "a@b.c"]),
      (.email, "ann@x.y", ["server": "smtp://m"]), (.email, "ann@x.y", ["from": "a@b.c"]),
      (.email, "ann@x.y\nBcc: b@x.y", ["server": "smtp://m", "from": "a@b.c"]),
      (.email, "ann@x.y", ["server": "http://m", "from": "a@b.c"]),
      (.email, "ann@x.y", ["server": "smtp://u:p@m", "from": "a@b.c"]),
      (.email, "ann@x.y", ["server": "smtps://m", "from": "a@b.c", "tls": "none"]),
      (.email, "ann@x.y", ["server": "smtp://m", "from": "a@b.c", "tls": "tls"]),
      (.email, "ann@x.y", ["server": "smtp://m", "from": "a@b.c", "user": "u"]),
      (.email, "ann@x.y", ["server": "smtp://m", "from": "a@b.c", "user": "u", "secret_env": "P", "tls": "none"]),
      (.email, "ann@x.y", ["server": "smtp://m", "from": "a@b.c", "password": "p"]),
    ] as [(NotificationProtocol, String, [String: String])])
  func wrongSubscription(channel: NotificationProtocol, endpoint: String, settings: [String: String]) throws {
    let before = try WarehouseSnapshot(of: outbox.warehouse.layout.root)
    let error = #expect(throws: EventError.self) {
      _ = try Topics(outbox.warehouse).subscribe(
        SubscriptionRequest(channel: channel, endpoint: endpoint, settings: settings), to: "approvers")
    }
    #expect(error?.code == "invalid-subscription")
    #expect(try WarehouseSnapshot(of: outbox.warehouse.layout.root) == before)
  }

  @Test("the same address again keeps its subscription; a topic that a rule notifies stays")
  func topics() throws {
    let topics = Topics(outbox.warehouse)
    let first = try outbox.subscribe(.webhook, "http://x/")
    #expect(try outbox.subscribe(.webhook, "http://x/", ["format": "slack"]) == first)
    try outbox.rule("rule", .notify, ["topic": "topic"])
    #expect(throws: EventError.self) { try topics.remove("topic") }
    try EventRules(outbox.warehouse).remove("rule")
    try topics.remove("topic")
    #expect(throws: EventError.self) { try topics.remove("topic") }
    #expect(throws: EventError.self) { try topics.unsubscribe(first) }
    #expect(throws: EventError.self) { try topics.unsubscribe("") }
  }
}
