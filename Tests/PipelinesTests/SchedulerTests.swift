import Fixtures
import Foundation
import GRDB
import Pipelines
import Synchronization
import Testing
import Warehouse

/// A clock that stands until a test moves it.
final class HandClock: Sendable {
  private let time: Mutex<Date>
  private let count = Mutex<UInt64>(0)

  init(_ start: String) throws { time = Mutex(try Date(start, strategy: .iso8601)) }

  func set(_ text: String) throws {
    let date = try Date(text, strategy: .iso8601)
    time.withLock { $0 = date }
  }

  func advance(_ seconds: Double) { time.withLock { $0 = $0.addingTimeInterval(seconds) } }

  var surroundings: Surroundings {
    Surroundings(
      user: "tester", clock: { self.time.withLock { $0 } },
      randomBits: {
        self.count.withLock { count in
          count += 1
          return count &* 0x9E37_79B9_7F4A_7C15
        }
      })
  }
}

@Suite("A schedule")
struct SchedulerTests {
  private let clock: HandClock
  private let temporary: TemporaryDirectory
  private let warehouse: Warehouse
  /// What happens while a step runs.
  private final class Work: StepRunner {
    let during = Mutex<(@Sendable (StepContext) throws -> Void)?>(nil)
    let dates = Mutex<[String]>([])

    func run(_ context: StepContext) throws -> StepOutcome {
      try during.withLock { $0 }?(context)
      dates.withLock { $0.append(context.parameters["Day"]?.description ?? "") }
      return StepOutcome(message: "worked")
    }
  }
  private let work = Work()

  init() throws {
    clock = try HandClock("2026-01-15T08:00:00Z")
    temporary = try TemporaryDirectory()
    try temporary.write(
      """
      parameters:
        Day: { type: String, default: none }
      steps:
        - { name: only, type: Work }
      """, to: "project/sql/pipelines/p/pipeline.yml")
    warehouse = try Warehouse.open(
      WarehouseLayout(root: temporary.url.appending(path: "warehouse", directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: temporary.url.appending(path: "project")), surroundings: clock.surroundings)
  }

  private var executor: PipelineExecutor {
    PipelineExecutor(warehouse, runners: ["Work": work], programVersion: "1", pause: { _ in })
  }

  private func scheduler() -> Scheduler { Scheduler(warehouse, executor: executor) }

  private func add(
    _ cron: String = "0 2 * * *", zone: String = "Asia/Bangkok", catchUp: Schedule.CatchUp = .last,
    overlap: Schedule.Overlap = .skip
  ) throws {
    try ScheduleStore(warehouse).add(
      Schedule(
        name: "nightly", pipeline: "p", cron: CronExpression(cron), timeZone: Schedule.zone(zone), catchUp: catchUp,
        overlap: overlap, dateParameter: "Day"))
  }

  /// Moment and status of every run.
  private func runs() throws -> [String] {
    try QuerySession(warehouse, databases: [.mlops]).prepare(
      "SELECT substr(scheduled_for, 1, 16) || ' ' || status FROM mlops.schedule_runs ORDER BY scheduled_for"
    ).allRows().map { if case .text(let text) = $0[0] { text } else { "" } }
  }

  @discardableResult
  private func tick(_ scheduler: Scheduler) throws -> [String] {
    try scheduler.tick(observer: SilentObserver()).map(\.status)
  }

  @Test("is run when it is due, once, with the local day as its logical date")
  func due() throws {
    try add()
    let scheduler = scheduler()
    #expect(try tick(scheduler) == [])
    try clock.set("2026-01-15T19:00:05Z")
    #expect(try tick(scheduler) == ["Succeeded"])
    #expect(try tick(scheduler) == [])
    #expect(try runs() == ["2026-01-15T19:00 Succeeded"])
    #expect(work.dates.withLock { $0 } == ["2026-01-16"])
    #expect(
      try QuerySession(warehouse, databases: [.mlops]).prepare(
        "SELECT logical_date, display_name FROM mlops.pipeline_executions"
      ).allRows() == [[.text("2026-01-16"), .text("nightly 2026-01-16")]])
  }

  @Test(
    "that was not watched makes up for what it missed as it is told",
    arguments: [
      (Schedule.CatchUp.none, ["2026-01-15T19:00 Missed", "2026-01-16T19:00 Missed", "2026-01-17T19:00 Missed"]),
      (.last, ["2026-01-15T19:00 Missed", "2026-01-16T19:00 Missed", "2026-01-17T19:00 Succeeded"]),
      (.all, ["2026-01-15T19:00 Succeeded", "2026-01-16T19:00 Succeeded", "2026-01-17T19:00 Succeeded"]),
    ])
  func catchUp(catchUp: Schedule.CatchUp, expected: [String]) throws {
    try add(catchUp: catchUp)
    try clock.set("2026-01-18T08:00:00Z")
    try tick(scheduler())
    #expect(try runs() == expected)
    if catchUp == .all { #expect(work.dates.withLock { $0 } == ["2026-01-16", "2026-01-17", "2026-01-18"]) }
  }

  @Test("whose moment comes while its run is under way skips it or queues it, as it is told", arguments: [true, false])
  func overlap(queues: Bool) throws {
    try add("*/10 * * * *", zone: "UTC", catchUp: .none, overlap: queues ? .queue : .skip)
    let scheduler = scheduler()
    try clock.set("2026-01-15T08:10:00Z")
    // The first run takes 25 minutes, the others no time.
    let isFirst = Mutex(true)
    work.during.withLock {
      $0 = { [clock] _ in
        let first = isFirst.withLock { first in
          defer { first = false }
          return first
        }
        if first { clock.advance(25 * 60) }
      }
    }
    try tick(scheduler)
    let rest = queues ? "Succeeded" : "Skipped"
    #expect(
      try runs() == ["2026-01-15T08:10 Succeeded", "2026-01-15T08:20 \(rest)", "2026-01-15T08:30 \(rest)"])
    try clock.set("2026-01-15T08:40:00Z")
    try tick(scheduler)
    #expect(try runs().last == "2026-01-15T08:40 Succeeded")
  }

  @Test("two schedulers at once run each moment once")
  func twoDaemons() throws {
    try add("0 * * * *", zone: "UTC", catchUp: .all)
    let (first, second) = (scheduler(), scheduler())
    try clock.set("2026-01-15T11:00:00Z")
    work.during.withLock {
      $0 = { [warehouse, work] _ in
        // While the first is at work, the second looks: there is nothing for it to do.
        _ = try Scheduler(
          warehouse, executor: PipelineExecutor(warehouse, runners: ["Work": work], programVersion: "1")
        ).tick(observer: SilentObserver())
      }
    }
    try tick(first)
    try tick(second)
    #expect(
      try runs() == [
        "2026-01-15T09:00 Succeeded", "2026-01-15T10:00 Succeeded", "2026-01-15T11:00 Succeeded",
      ])
    #expect(
      try QuerySession(warehouse, databases: [.mlops]).prepare("SELECT count(*) FROM mlops.pipeline_executions")
        .allRows()
        == [[.integer(3)]])
  }

  @Test("a clock that is set back runs nothing twice; one that is set forward runs the last moment once")
  func clockJumps() throws {
    try add("0 * * * *", zone: "UTC")
    let scheduler = scheduler()
    try clock.set("2026-01-15T09:00:00Z")
    try tick(scheduler)
    try clock.set("2026-01-15T08:30:00Z")
    try tick(scheduler)
    try clock.set("2026-01-15T09:00:30Z")
    try tick(scheduler)
    #expect(try runs() == ["2026-01-15T09:00 Succeeded"])
    try clock.set("2026-01-15T12:30:00Z")
    try tick(scheduler)
    #expect(
      try runs() == [
        "2026-01-15T09:00 Succeeded", "2026-01-15T10:00 Missed", "2026-01-15T11:00 Missed",
        "2026-01-15T12:00 Succeeded",
      ])
  }

  @Test("whose process ended in the middle of a run goes on with the same execution")
  func abandonedRun() throws {
    struct Death: Error {}
    try add()
    try clock.set("2026-01-15T19:00:00Z")
    work.during.withLock { $0 = { _ in throw Death() } }
    #expect(try tick(scheduler()) == ["Failed"])
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          UPDATE mlops.schedule_runs SET status = 'Executing', ended_at = NULL;
          UPDATE mlops.pipeline_executions SET status = 'Executing', ended_at = NULL;
          """)
    }
    work.during.withLock { $0 = nil }
    #expect(try tick(scheduler()) == ["Succeeded"])
    #expect(
      try QuerySession(warehouse, databases: [.mlops]).prepare(
        "SELECT count(*), max(status), max(times_resumed) FROM mlops.pipeline_executions"
      ).allRows() == [[.integer(1), .text("Succeeded"), .integer(1)]])
  }

  @Test(
    "that finds another execution of its pipeline under way waits or skips, as it is told", arguments: [true, false])
  func busyPipeline(queues: Bool) throws {
    try add(overlap: queues ? .queue : .skip)
    try clock.set("2026-01-15T19:00:00Z")
    let lock = try #require(try FileLock("pipeline-p", in: warehouse.layout))
    try tick(scheduler())
    withExtendedLifetime(lock) {}
    #expect(try runs() == ["2026-01-15T19:00 \(queues ? "Queued" : "Skipped")"])
  }

  @Test("can be paused, resumed, run at once, and removed")
  func changes() throws {
    let store = ScheduleStore(warehouse)
    try add()
    #expect(throws: PipelineError.self) { try add() }
    try store.pause("nightly")
    try clock.set("2026-01-16T08:00:00Z")
    try tick(scheduler())
    #expect(try runs() == [])
    try store.resume("nightly")
    try tick(scheduler())
    #expect(try runs() == [])
    try store.queueNow("nightly", logicalDate: "2026-01-10")
    try tick(scheduler())
    #expect(work.dates.withLock { $0 } == ["2026-01-10"])
    #expect(throws: PipelineError.self) { try store.queueNow("nightly", logicalDate: "2026-02-30") }
    try store.remove("nightly")
    for change in [store.pause, store.resume, store.remove] {
      let error = #expect(throws: PipelineError.self) { try change("nightly") }
      #expect(error?.code == "unknown-schedule")
    }
    #expect(try runs() == ["2026-01-16T08:00 Succeeded"])
  }

  @Test("for a pipeline or a parameter that does not exist is refused")
  func unknown() throws {
    for (pipeline, parameter) in [("q", "Day"), ("p", "Night")] {
      #expect(throws: PipelineError.self) {
        try ScheduleStore(warehouse).add(
          Schedule(
            name: "s", pipeline: pipeline, cron: CronExpression("@daily"), timeZone: Schedule.zone("UTC"),
            dateParameter: parameter))
      }
    }
    #expect(throws: PipelineError.self) { try Schedule.zone("Nowhere/Land") }
  }
}
