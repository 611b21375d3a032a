import Events
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("What somebody changes about rules, topics and deliveries")
struct AuditTests {
  let outbox: Outbox

  init() throws { outbox = try Outbox() }

  /// What was audited since the rules that ship were removed.
  private func audit() throws -> [[SQLValue]] {
    try outbox.temporary.rows(
      """
      SELECT actor, action, subject, detail FROM mlops.audit_log
      WHERE action <> 'rule.remove' OR subject = 'rule' ORDER BY audit_number
      """)
  }

  private func row(
    _ action: String, _ subject: String, _ detail: String? = nil, by actor: String = "tester"
  )
    -> [SQLValue]
  { [.text(actor), .text(action), .text(subject), detail.map(SQLValue.text) ?? .null] }

  @Test("topics and subscriptions: each change is a row of the audit, with who is told, and no secret path")
  func topics() throws {
    let topics = Topics(outbox.warehouse)
    try topics.create("people", description: "Who looks", linkBase: nil)
    try topics.create("people", description: nil, linkBase: "https://example.com")
    let mail = SubscriptionRequest(
      channel: .email, endpoint: "ann@example.com", settings: ["server": "smtp://m:25", "from": "a@b.c"])
    let first = try topics.subscribe(mail, to: "people")
    let hook = SubscriptionRequest(
      channel: .webhook, endpoint: "https://hooks.example.com/services/T0/B0/s3cr3t", settings: [:])
    _ = try topics.subscribe(hook, to: "people")
    try topics.unsubscribe(first)
    try topics.remove("people")
    #expect(
      try audit() == [
        row("topic.create", "people", "Who looks"), row("topic.change", "people", "link https://example.com"),
        row("topic.subscribe", "people", "email ann@example.com"),
        row("topic.subscribe", "people", "webhook https://hooks.example.com"),
        row("topic.unsubscribe", "people", "email ann@example.com"),
        row("topic.remove", "people", "with webhook https://hooks.example.com"),
      ])
  }

  @Test("rules, replays and second chances: each change is a row of the audit")
  func rules() throws {
    let rules = EventRules(outbox.warehouse)
    try outbox.rule("rule", maxAttempts: 1)
    let event = try outbox.append()
    _ = try Deliverer(
      outbox.warehouse,
      targets: [.command: ScriptedTarget(.failure(DeliveryFailure("no", isPermanent: true)))]
    ).deliverDue()
    _ = try DeadLetters(outbox.warehouse).retry(nil)
    let replay = try EventLog(outbox.warehouse).replay(EventLog.Selection(event: event.id))
    try rules.setEnabled(false, rule: "rule")
    try rules.setEnabled(true, rule: "rule")
    try rules.remove("rule")
    let rows = try audit()
    #expect(
      rows.filter { $0[1] != .text("event.replay") } == [
        row("rule.put", "rule", "enabled, starts target"), row("delivery.retry", "1"), row("rule.disable", "rule"),
        row("rule.enable", "rule"), row("rule.remove", "rule"),
      ])
    #expect(rows.filter { $0[1] == .text("event.replay") }.map { $0[2] } == [.text(replay.id)])
  }

  @Test("a rule that the program itself puts out of force is a row of the audit, in the program's name")
  func brokenRule() throws {
    try outbox.rule()
    try outbox.temporary.execute("UPDATE mlops.event_rules SET event_pattern = '{\"a\": []}'", in: "mlops")
    try outbox.append()
    let row = try audit().last ?? []
    #expect(row.prefix(3) == [.text("stockroom"), .text("rule.disable"), .text("rule")])
  }

  @Test("what is refused leaves no row: nothing was changed")
  func refused() throws {
    let topics = Topics(outbox.warehouse)
    try outbox.rule("rule", .notify, ["topic": "operators"])
    let before = try WarehouseSnapshot(of: outbox.warehouse.layout.root)
    #expect(throws: EventError.self) { try topics.remove("operators") }
    #expect(throws: EventError.self) { try topics.remove("nobody") }
    #expect(throws: EventError.self) { try topics.unsubscribe("nobody") }
    #expect(throws: EventError.self) { try EventRules(outbox.warehouse).setEnabled(true, rule: "nobody") }
    #expect(throws: EventError.self) { try outbox.rule("other", .notify, ["topic": "nobody"]) }
    #expect(throws: EventError.self) { try EventLog(outbox.warehouse).replay(EventLog.Selection(from: "2030")) }
    #expect(try WarehouseSnapshot(of: outbox.warehouse.layout.root) == before)
  }
}
