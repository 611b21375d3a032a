import Events
import Fixtures
import Foundation
import GRDB
import Synchronization
import Testing
import Warehouse

/// A warehouse with rules of a test's own, on a clock that the test moves.
struct Outbox {
  let temporary: TemporaryWarehouse
  let clock = ManualClock()
  var warehouse: Warehouse { temporary.warehouse }

  init() throws {
    temporary = try TemporaryWarehouse(surroundings: clock.surroundings)
    for name in ["tell-approvers", "tell-operators", "deploy-decisions"] { try EventRules(warehouse).remove(name) }
  }

  func rule(
    _ name: String = "rule", pattern: String = #"{"source": ["test"]}"#, _ kind: TargetKind = .command,
    _ settings: JSONValue = ["command": ["true"]], maxAttempts: Int = 12
  ) throws {
    try EventRules(warehouse).put(
      EventRule(
        name: name, pattern: pattern,
        targets: [RuleTarget(id: "target", kind: kind, settings: settings, maxAttempts: maxAttempts)]))
  }

  @discardableResult
  func append(_ detail: JSONValue = [:], type: String = "Test") throws -> Event {
    let event = Event(type, source: "test", resources: ["r"], detail: detail, in: warehouse.surroundings)
    try warehouse.write(.mlops) { try EventLog.append(event, in: $0) }
    return event
  }

  func deliveries(_ columns: String = "status, attempts") throws -> [[SQLValue]] {
    try temporary.rows("SELECT \(columns) FROM mlops.event_deliveries ORDER BY delivery_id")
  }

  func subscribe(
    _ channel: NotificationProtocol, _ endpoint: String, _ settings: [String: String] = [:]
  ) throws -> String {
    try Topics(warehouse).create("topic", description: nil, linkBase: "http://127.0.0.1:8080/")
    return try Topics(warehouse).subscribe(
      SubscriptionRequest(channel: channel, endpoint: endpoint, settings: settings), to: "topic")
  }

  func notifier(_ environment: [String: String] = [:]) -> Deliverer {
    Deliverer(warehouse, targets: [.notify: NotifyTarget(warehouse, composers: [], environment: environment)])
  }
}

/// A target that does as it is told and remembers what it got.
final class ScriptedTarget: EventTarget {
  private let answers: Mutex<[Result<DeliveryOutcome, DeliveryFailure>]>
  private let seen = Mutex<[Delivery]>([])

  /// The last answer stays.
  init(_ answers: Result<DeliveryOutcome, DeliveryFailure>...) { self.answers = Mutex(answers) }

  var deliveries: [Delivery] { seen.withLock { $0 } }

  func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    seen.withLock { $0.append(delivery) }
    return try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
  }
}
