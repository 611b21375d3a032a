import Events
import Fixtures
import Foundation
import Synchronization
import Testing
import Warehouse

@Suite("Deliveries")
struct DelivererTests {
  let outbox: Outbox

  init() throws { outbox = try Outbox() }

  private func deliverer(_ target: some EventTarget, kind: TargetKind = .command) -> Deliverer {
    Deliverer(outbox.warehouse, targets: [kind: target])
  }

  @Test("what is due is delivered once, with its event, and noted")
  func delivered() throws {
    try outbox.rule()
    let event = try outbox.append(["x": 1])
    let target = ScriptedTarget(.success(.delivered("done")))
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass(delivered: 1))
    #expect(target.deliveries.map(\.event) == [event])
    #expect(target.deliveries[0].settings == ["command": ["true"]])
    #expect(try outbox.deliveries("status, attempts, message") == [[.text("Delivered"), .integer(1), .text("done")]])
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass())
    #expect(
      try outbox.temporary.rows("SELECT attempt, outcome, message FROM mlops.event_delivery_attempts")
        == [[.integer(1), .text("delivered"), .text("done")]])
  }

  @Test("a failed attempt is repeated after 10, 20, 40 … seconds, an hour at most, under the same key")
  func waits() throws {
    try outbox.rule("rule", maxAttempts: 15)
    try outbox.append()
    let target = ScriptedTarget(.failure(DeliveryFailure("no", isPermanent: false)))
    let deliverer = deliverer(target)
    #expect(try deliverer.deliverDue() == Deliverer.Pass(failed: 1))
    for wait in [10.0, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600] {
      outbox.clock.advance(wait - 1)
      #expect(try deliverer.deliverDue() == Deliverer.Pass(), "not before \(wait) seconds")
      outbox.clock.advance(1)
      #expect(try deliverer.deliverDue() == Deliverer.Pass(failed: 1), "after \(wait) seconds")
    }
    #expect(Set(target.deliveries.map(\.idempotencyKey)).count == 1)
    #expect(target.deliveries.map(\.attempt) == Array(1...12))
  }

  @Test("a receiver that asks for a longer wait gets it")
  func retryAfter() throws {
    try outbox.rule()
    try outbox.append()
    let target = ScriptedTarget(.failure(DeliveryFailure("busy", isPermanent: false, retryAfterSeconds: 90)))
    _ = try deliverer(target).deliverDue()
    #expect(try deliverer(target).nextDue() == "2026-01-15T08:01:30.000Z")
  }

  @Test(
    "after its last attempt, or a failure for good, a delivery is a dead letter, and gets a second chance on demand")
  func deadLetters() throws {
    try outbox.rule("rule", maxAttempts: 2)
    try outbox.append()
    try outbox.append()
    let target = ScriptedTarget(
      .failure(DeliveryFailure("for good", isPermanent: true)), .failure(DeliveryFailure("no", isPermanent: false)),
      .failure(DeliveryFailure("no", isPermanent: false)), .success(.delivered("done")))
    let deliverer = deliverer(target)
    #expect(try deliverer.deliverDue() == Deliverer.Pass(failed: 1, deadLetters: 1))
    outbox.clock.advance(10)
    #expect(try deliverer.deliverDue() == Deliverer.Pass(deadLetters: 1))
    #expect(try outbox.deliveries() == [[.text("DeadLetter"), .integer(1)], [.text("DeadLetter"), .integer(2)]])
    outbox.clock.advance(100_000)
    #expect(try deliverer.deliverDue() == Deliverer.Pass())
    #expect(try DeadLetters(outbox.warehouse).retry(nil) == 2)
    #expect(try deliverer.deliverDue() == Deliverer.Pass(delivered: 2))
    #expect(throws: EventError.self) { _ = try DeadLetters(outbox.warehouse).retry([1]) }
    #expect(throws: EventError.self) { _ = try DeadLetters(outbox.warehouse).retry([99]) }
  }

  @Test("a delivery that waits can be tried at once")
  func atOnce() throws {
    try outbox.rule()
    try outbox.append()
    let target = ScriptedTarget(
      .failure(DeliveryFailure("no", isPermanent: false)), .success(.delivered("done")))
    _ = try deliverer(target).deliverDue()
    #expect(try DeadLetters(outbox.warehouse).retry([1]) == 1)
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass(delivered: 1))
  }

  @Test("a deliverer leaves what it has no target for")
  func otherKinds() throws {
    try outbox.rule()
    try outbox.append()
    #expect(try deliverer(ScriptedTarget(.success(.delivered(""))), kind: .deploy).deliverDue() == Deliverer.Pass())
    #expect(try outbox.deliveries() == [[.text("Pending"), .integer(0)]])
  }

  @Test("a delivery whose rule is gone is cancelled")
  func ruleGone() throws {
    try outbox.rule()
    try outbox.append()
    try EventRules(outbox.warehouse).remove("rule")
    let target = ScriptedTarget(.success(.delivered("")))
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass(cancelled: 1))
    #expect(target.deliveries.isEmpty)
  }

  @Test("while one deliverer is at work on a delivery no other attempts it, until the lease runs out")
  func lease() throws {
    try outbox.rule()
    try outbox.append()
    let second = ScriptedTarget(.success(.delivered("second")))
    let outbox = outbox
    let other = deliverer(second)
    let first = CallingTarget {
      let early = try other.deliverDue()
      #expect(early == Deliverer.Pass())
      outbox.clock.advance(Deliverer.leaseSeconds + 1)
      let late = try other.deliverDue()
      #expect(late == Deliverer.Pass(delivered: 1))
    }
    // The first deliverer comes back too late: the delivery stays as the second left it.
    _ = try deliverer(first).deliverDue()
    #expect(try outbox.deliveries("status, attempts, message") == [[.text("Delivered"), .integer(2), .text("second")]])
    #expect(try outbox.temporary.rows("SELECT outcome FROM mlops.event_delivery_attempts").count == 2)
  }

  @Test("a delivery that is cut off at every attempt becomes a dead letter")
  func poison() throws {
    try outbox.rule("rule", maxAttempts: 3)
    try outbox.append()
    let cutOff = CallingTarget {}
    for _ in 1...3 {
      // A claim without an end, as a process leaves it that was killed.
      try outbox.temporary.execute(
        """
        UPDATE mlops.event_deliveries SET status = 'Claimed', attempts = attempts + 1, claimed_by = 'dead',
          claimed_until = '2026-01-15T08:00:00.000Z'
        """, in: "mlops")
    }
    #expect(try deliverer(cutOff).deliverDue() == Deliverer.Pass(deadLetters: 1))
    #expect(cutOff.count == 0)
  }

  @Test("deliverers at once share the work: each delivery is attempted once")
  func atOnceTogether() async throws {
    try outbox.rule()
    for _ in 1...40 { try outbox.append() }
    let target = ScriptedTarget(.success(.delivered("")))
    let warehouse = outbox.warehouse
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 1...4 {
        group.addTask { try Deliverer(warehouse, targets: [.command: target]).deliverDue().delivered }
      }
      var sum = 0
      for try await count in group { sum += count }
      #expect(sum == 40)
    }
    #expect(Set(target.deliveries.map(\.id)).count == 40 && target.deliveries.count == 40)
  }

  @Test("what is added during a pass waits for the next one")
  func cascade() throws {
    try outbox.rule()
    try outbox.append()
    let outbox = outbox
    let target = CallingTarget { try outbox.append() }
    #expect(try deliverer(target).deliverDue().attempts == 1)
    #expect(try deliverer(target).deliverDue().attempts == 1)
  }

  @Test("a command gets the event on its standard input and the key in its environment")
  func command() throws {
    let script = """
      cat > "$STOCKROOM_WAREHOUSE/seen"; echo "$STOCKROOM_IDEMPOTENCY_KEY $WORD" >> "$STOCKROOM_WAREHOUSE/seen"; echo said
      """
    try outbox.rule("rule", .command, ["command": .array(["sh", "-c", .string(script)])])
    let event = try outbox.append(["x": "$(touch injected)"])
    let target = CommandTarget(outbox.warehouse, environment: ["PATH": "/usr/bin:/bin", "WORD": "hello"])
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass(delivered: 1))
    let seen = try String(contentsOf: outbox.warehouse.layout.root.appending(path: "seen"), encoding: .utf8)
    let key = try outbox.deliveries("idempotency_key")[0][0]
    #expect(seen.hasPrefix(event.json.description))
    #expect(SQLValue.text(String(seen.dropFirst(event.json.description.utf8.count).split(separator: " ")[0])) == key)
    #expect(seen.hasSuffix(" hello\n"))
    #expect(try outbox.deliveries("message") == [[.text("exit code 0: said")]])
  }

  @Test("of two warehouses with the same deliveries, such as a copy, each gets the output of its own program")
  func copiedWarehouses() throws {
    let copy = try Outbox()
    // The program of the original goes on until that of the copy has ended.
    let waiting = """
      cd "$STOCKROOM_WAREHOUSE"; echo > begun; until test -e go; do sleep 0.01; done; echo original
      """
    for (outbox, script) in [(outbox, waiting), (copy, "echo copy")] {
      try outbox.rule("rule", .command, ["command": ["sh", "-c", .string(script)]])
      try outbox.append()
    }
    #expect(try outbox.deliveries("idempotency_key") == copy.deliveries("idempotency_key"))
    let root = outbox.warehouse.layout.root
    let original = deliverer(CommandTarget(outbox.warehouse, environment: ["PATH": "/usr/bin:/bin"]))
    let hasEnded = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      _ = try? original.deliverDue()
      hasEnded.signal()
    }
    let begun = root.appending(path: "begun").path
    for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: begun) { usleep(1000) }
    let other = Deliverer(
      copy.warehouse, targets: [.command: CommandTarget(copy.warehouse, environment: ["PATH": "/usr/bin:/bin"])])
    #expect(try other.deliverDue() == Deliverer.Pass(delivered: 1))
    try Data().write(to: root.appending(path: "go"))
    hasEnded.wait()
    #expect(try copy.deliveries("message") == [[.text("exit code 0: copy")]])
    #expect(try outbox.deliveries("message") == [[.text("exit code 0: original")]])
  }

  @Test(
    "a command that fails, is missing or takes too long is tried again",
    arguments: [
      (["sh", "-c", "echo why >&2; exit 3"], "exit code 3: why"), (["stockroom-no-such-program"], "exit code 127"),
      (["sleep", "60"], "stopped after 1 seconds"), (["sh", "-c", "kill -9 $$"], "signal 9"),
    ])
  func failingCommand(arguments: [String], message: String) throws {
    try outbox.rule(
      "rule", .command, ["command": .array(arguments.map(JSONValue.string)), "timeout_seconds": 1])
    try outbox.append()
    let target = CommandTarget(outbox.warehouse, environment: ["PATH": "/usr/bin:/bin"])
    #expect(try deliverer(target).deliverDue() == Deliverer.Pass(failed: 1))
    let said = try outbox.deliveries("message")[0][0]
    #expect("\(said)".contains(message), "\(said)")
  }
}

/// A target that calls something.
private final class CallingTarget: EventTarget {
  private let body: @Sendable () throws -> Void
  private let calls = Mutex(0)
  var count: Int { calls.withLock { $0 } }

  init(_ body: @escaping @Sendable () throws -> Void) { self.body = body }

  func deliver(_ delivery: Delivery) throws -> DeliveryOutcome {
    calls.withLock { $0 += 1 }
    try body()
    return .delivered("first")
  }
}
