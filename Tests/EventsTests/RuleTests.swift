import Events
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Rules")
struct RuleTests {
  let outbox: Outbox

  init() throws { outbox = try Outbox() }

  @Test("an event gets one delivery for each target of each rule that it matches, in its own transaction")
  func matching() throws {
    try outbox.rule("a")
    try outbox.rule("b", pattern: #"{"detail": {"x": [{"numeric": [">", 1]}]}}"#)
    try outbox.rule("c", pattern: #"{"source": ["other"]}"#)
    try outbox.append(["x": 2])
    try outbox.append(["x": 1])
    #expect(try outbox.deliveries("rule_name").map { $0[0] } == ["a", "b", "a"].map(SQLValue.text))
    struct Failure: Error {}
    let event = Event("Test", source: "test", resources: [], detail: [:], in: outbox.warehouse.surroundings)
    #expect(throws: Failure.self) {
      try outbox.warehouse.write(.mlops) {
        try EventLog.append(event, in: $0)
        throw Failure()
      }
    }
    #expect(try outbox.deliveries().count == 3)
  }

  @Test("an event that is appended twice is delivered once")
  func once() throws {
    try outbox.rule()
    let event = try outbox.append()
    try outbox.warehouse.write(.mlops) { try EventLog.append(event, in: $0) }
    #expect(try outbox.deliveries().count == 1)
  }

  @Test("a topic gets one delivery for each of its subscriptions, and none without")
  func subscriptions() throws {
    try Topics(outbox.warehouse).create("topic", description: nil, linkBase: nil)
    try outbox.rule("rule", .notify, ["topic": "topic"])
    try outbox.append()
    #expect(try outbox.deliveries().isEmpty)
    _ = try outbox.subscribe(.file, "a.txt")
    _ = try outbox.subscribe(.file, "b.txt")
    try outbox.append()
    #expect(try outbox.deliveries().count == 2)
  }

  @Test("a rule that is not in force starts nothing")
  func disabled() throws {
    try outbox.rule()
    try EventRules(outbox.warehouse).setEnabled(false, rule: "rule")
    try outbox.append()
    #expect(try outbox.deliveries().isEmpty)
    try EventRules(outbox.warehouse).setEnabled(true, rule: "rule")
    try outbox.append()
    #expect(try outbox.deliveries().count == 1)
  }

  @Test("a pattern that somebody broke in the table stops no change of state: the rule is disabled and says why")
  func broken() throws {
    try outbox.rule()
    try outbox.rule("whole")
    try outbox.temporary.execute(
      "UPDATE mlops.event_rules SET event_pattern = '{\"a\": []}' WHERE rule_name = 'rule'", in: "mlops")
    try outbox.append()
    #expect(try outbox.deliveries("rule_name") == [[.text("whole")]])
    let row = try outbox.temporary.rows("SELECT state, state_reason FROM mlops.event_rules WHERE rule_name = 'rule'")[0]
    #expect(row[0] == .text("DISABLED"))
    #expect("\(row[1])".contains("rule rule, field a"))
  }

  @Test("a rule is given back as it was put, and replaced by another of its name")
  func put() throws {
    let rules = EventRules(outbox.warehouse)
    let rule = try EventRule(
      name: "r", description: "d", pattern: #"{"source": ["x"]}"#, isEnabled: false,
      targets: [
        RuleTarget(id: "a", kind: .webhook, settings: ["url": "https://example.com"], maxAttempts: 3),
        RuleTarget(id: "b", kind: .deploy, settings: [:]),
      ])
    try rules.put(rule)
    #expect(try rules.rule("r") == rule)
    let next = try EventRule(
      name: "r", pattern: "{\"a\": [1]}", targets: [RuleTarget(id: "c", kind: .deploy, settings: [:])])
    try rules.put(next)
    #expect(try rules.rule("r") == next)
    try rules.remove("r")
    #expect(throws: EventError.self) { _ = try rules.rule("r") }
    #expect(throws: EventError.self) { try rules.remove("r") }
  }

  @Test(
    "a target whose settings are wrong is refused",
    arguments: [
      (TargetKind.notify, "{}"), (.notify, #"{"topic": ""}"#), (.notify, #"{"topic": "t", "x": "y"}"#),
      (.deploy, #"{"endpoint": "e"}"#), (.pipeline, #"{"parameters": {}}"#),
      (.pipeline, #"{"pipeline": "p", "parameters": {"a": 1}}"#), (.webhook, #"{"url": "ftp://x"}"#),
      (.webhook, #"{"url": "http://x", "format": "xml"}"#), (.webhook, #"{"url": "http://x", "timeout_seconds": 0}"#),
      (.command, #"{"command": []}"#), (.command, #"{"command": "ls"}"#), (.command, #"{"command": ["ls", 1]}"#),
      (.command, "[]"),
    ])
  func wrongTarget(kind: TargetKind, settings: String) throws {
    let json = try JSONValue(parsing: settings)
    let error = #expect(throws: EventError.self) { _ = try RuleTarget(id: "t", kind: kind, settings: json) }
    #expect(error?.code == "invalid-target")
  }

  @Test("a rule that notifies no topic, or has a senseless name, is refused and changes nothing")
  func refused() throws {
    let before = try WarehouseSnapshot(of: outbox.warehouse.layout.root)
    #expect(throws: EventError.self) { try outbox.rule("r", .notify, ["topic": "nobody"]) }
    for name in ["", "a b", "ü", String(repeating: "x", count: 65)] {
      #expect(throws: EventError.self) { try outbox.rule(name) }
    }
    #expect(throws: EventError.self) { try Topics(outbox.warehouse).create("t", description: nil, linkBase: "x") }
    #expect(try WarehouseSnapshot(of: outbox.warehouse.layout.root) == before)
  }

  @Test("the rules that ship tell approvers, deploy decisions and tell operators")
  func shipped() throws {
    let temporary = try TemporaryWarehouse()
    let rules = EventRules(temporary.warehouse)
    func matches(_ rule: String, _ type: String, _ detail: JSONValue) throws -> Bool {
      let event = Event(type, resources: [], detail: detail, in: temporary.warehouse.surroundings)
      return try EventPattern(parsing: rules.rule(rule).pattern).matches(event)
    }
    let change = "SageMaker Model Package State Change"
    for status in ["PendingManualApproval", "Approved", "Rejected"] {
      for previous in ["PendingManualApproval", "Approved", "Rejected"] {
        let detail: JSONValue = [
          "ModelApprovalStatus": .string(status), "PreviousModelApprovalStatus": .string(previous),
        ]
        #expect(try matches("tell-approvers", change, detail) == (status == "PendingManualApproval"))
        #expect(try matches("deploy-decisions", change, detail) == [status, previous].contains("Approved"))
      }
    }
    let failed: JSONValue = ["currentPipelineExecutionStatus": "Failed"]
    #expect(try matches("tell-operators", "SageMaker Model Building Pipeline Execution Status Change", failed))
    #expect(try matches("tell-operators", "CloudWatch Alarm State Change", ["state": ["value": "ALARM"]]))
    #expect(try !matches("tell-operators", "CloudWatch Alarm State Change", ["state": ["value": "OK"]]))
    #expect(try matches("tell-operators", "SageMaker Endpoint State Change", ["EndpointStatus": "RollingBack"]))
  }

  @Test("a replay matches past events against the rules of today and delivers anew")
  func replay() throws {
    try outbox.rule("old")
    let first = try outbox.append()
    outbox.clock.advance(60)
    try outbox.append()
    try outbox.rule("new")
    let log = EventLog(outbox.warehouse)
    let all = try log.replay(EventLog.Selection(from: "2026-01-15"))
    #expect(all.events == 2 && all.deliveries == 4)
    let one = try log.replay(EventLog.Selection(event: first.id, rule: "new"))
    #expect(one.events == 1 && one.deliveries == 1)
    let later = try log.replay(EventLog.Selection(from: "2026-01-15T08:00:30", to: "2026-01-16", rule: "old"))
    #expect(later.events == 1 && later.deliveries == 1)
    #expect(try outbox.deliveries().count == 2 + 4 + 1 + 1)
    #expect(try outbox.temporary.rows("SELECT count(*) FROM mlops.event_replays") == [[.integer(3)]])
    #expect(throws: EventError.self) { _ = try log.replay(EventLog.Selection(from: "2030")) }
    #expect(throws: EventError.self) { _ = try log.replay(EventLog.Selection(event: first.id, rule: "none")) }
  }
}

extension Outbox {
  func rule(_ name: String, _ kind: TargetKind, _ settings: JSONValue) throws {
    try rule(name, pattern: #"{"source": ["test"]}"#, kind, settings)
  }
}
