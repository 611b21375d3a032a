import Diagnostics
import Foundation
import GRDB
import Synchronization
public import Warehouse

/// Runs pipelines when their schedules are due.
///
/// Any number of schedulers may work on one warehouse: each moment is queued by one of them and run by one of them. A run
/// whose process ended is taken up by whoever looks next, from the step at which it was.
public final class Scheduler: Sendable {
  /// Something to do before a run: new files are loaded here. Gets the pipeline and the logical date.
  public typealias Preparation = @Sendable (PipelineFile, String) throws -> Void

  let warehouse: Warehouse
  private let executor: PipelineExecutor
  private let prepare: Preparation
  /// Since when this scheduler has watched without a break.
  private let watchingSince = Mutex<Date?>(nil)
  /// A moment that is noticed so many seconds late was not missed: looks have their distance.
  static let grace = 90.0
  /// At most so many missed moments of a schedule are noted at a time, the latest.
  static let notedMisses = 100

  /// Creates a scheduler.
  public init(
    _ warehouse: Warehouse, executor: PipelineExecutor, prepare: @escaping Preparation = { _, _ in }
  ) {
    self.warehouse = warehouse
    self.executor = executor
    self.prepare = prepare
  }

  /// Queues what is due and runs what is queued, one run after another, until nothing is left.
  /// - Returns: the runs that this scheduler carried out, as they ended.
  @discardableResult
  public func tick(observer: some ExecutionObserver) throws -> [ScheduleRun] {
    var done: [ScheduleRun] = []
    try enqueue()
    while !executor.isStopRequested() {
      var isIdle = true
      for run in try open() where !executor.isStopRequested() {
        let began = warehouse.surroundings.moment()
        guard let ended = try carryOut(run, observer: observer) else { continue }
        done.append(ended)
        isIdle = false
        // Moments that came while it ran were not missed.
        watchingSince.withLock { $0 = began }
        try enqueue()
      }
      if isIdle { break }
    }
    return done
  }

  /// Queues the moments that are due, following the rules for missed ones and for overlaps.
  public func enqueue() throws {
    let now = warehouse.surroundings.moment()
    let since = watchingSince.withLock { since in
      defer { since = nil }
      return min(since ?? now, now)
    }
    let due = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM mlops.schedules WHERE status = 'Enabled' AND next_run_at <= ? ORDER BY next_run_at",
        arguments: [UTCTimestamp(now).description]
      ).map { (schedule: try Schedule($0), next: $0["next_run_at"] as String) }
    }
    for (schedule, next) in due { try enqueue(schedule, from: next, now: now, since: since) }
  }

  private func enqueue(_ schedule: Schedule, from next: String, now: Date, since: Date) throws {
    guard let first = UTCTimestamp.date(next),
      let following = schedule.cron.next(after: now, in: schedule.timeZone)
    else { return }
    let moments = [first] + schedule.cron.moments(after: first, through: now, in: schedule.timeZone)
    let limit = since.addingTimeInterval(-Self.grace)
    let missed = moments.filter { $0 < limit }
    let onTime = moments.filter { $0 >= limit }
    try warehouse.write(.mlops) { db in
      // Whoever moves the moment on has taken what came before it: another scheduler may have been quicker.
      try db.execute(
        sql: """
          UPDATE mlops.schedules SET next_run_at = ?
          WHERE schedule_name = ? AND next_run_at = ? AND status = 'Enabled'
          """, arguments: [UTCTimestamp(following).description, schedule.name, next])
      guard db.changesCount == 1 else { return }
      switch schedule.catchUp {
      case .all: for moment in missed { try note(schedule, moment, "Queued", "caught up", now, db) }
      case .last where onTime.isEmpty:
        for moment in missed.dropLast().suffix(Self.notedMisses) {
          try note(schedule, moment, "Missed", "nobody watched", now, db)
        }
        if let last = missed.last { try note(schedule, last, "Queued", "caught up", now, db) }
      case .none, .last:
        for moment in missed.suffix(Self.notedMisses) {
          try note(schedule, moment, "Missed", "nobody watched", now, db)
        }
      }
      for moment in onTime {
        let obstacle = schedule.overlap == .skip ? try runUnderWay(schedule, at: moment, db) : nil
        if let obstacle {
          try note(schedule, moment, "Skipped", "the run of \(obstacle) was still under way", now, db)
        } else {
          try note(schedule, moment, "Queued", nil, now, db)
        }
      }
    }
  }

  private func note(
    _ schedule: Schedule, _ moment: Date, _ status: String, _ reason: String?, _ now: Date, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO mlops.schedule_runs (schedule_name, scheduled_for, logical_date, status, reason, noted_at, ended_at)
        VALUES (:name, :moment, :date, :status, :reason, :now, iif(:status = 'Queued', NULL, :now))
        ON CONFLICT DO NOTHING
        """,
      arguments: [
        "name": schedule.name, "moment": UTCTimestamp(moment).description, "date": schedule.logicalDate(of: moment),
        "status": status, "reason": reason, "now": UTCTimestamp(now).description,
      ])
  }

  /// The moment of a run of the schedule that was queued or at work at `moment`. Runs that make up for what was missed are in
  /// nobody's way where all of it is to be made up for.
  private func runUnderWay(_ schedule: Schedule, at moment: Date, _ db: Database) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT scheduled_for FROM mlops.schedule_runs
        WHERE schedule_name = :name AND scheduled_for < :moment AND (:catchesUp = 0 OR reason IS NOT 'caught up')
          AND (status IN ('Queued', 'Executing') OR started_at <= :moment AND ended_at > :moment)
        ORDER BY scheduled_for DESC LIMIT 1
        """,
      arguments: [
        "name": schedule.name, "moment": UTCTimestamp(moment).description, "catchesUp": schedule.catchUp == .all,
      ])
  }

  /// The runs that wait, or whose process may be gone, the oldest first.
  private func open() throws -> [ScheduleRun] {
    try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run.* FROM mlops.schedule_runs AS run JOIN mlops.schedules USING (schedule_name)
          WHERE run.status IN ('Queued', 'Executing')
          ORDER BY run.status = 'Queued', run.scheduled_for, run.schedule_name
          """
      ).map(ScheduleRun.init)
    }
  }

  /// Carries out a run, or goes on with it where its process is gone.
  /// - Returns: how it ended, or `nil` where another scheduler has it or it has to wait.
  private func carryOut(_ run: ScheduleRun, observer: some ExecutionObserver) throws -> ScheduleRun? {
    guard let lock = try FileLock("schedule-\(run.schedule)", in: warehouse.layout) else { return nil }
    return try withExtendedLifetime(lock) {
      let store = ScheduleRunLedger(warehouse: warehouse)
      guard let schedule = try? ScheduleStore(warehouse).schedule(run.schedule), try store.claim(run) else {
        return nil
      }
      do {
        let result = try execute(schedule, run, store, observer)
        try store.end(run, status: "Succeeded", reason: Self.unmet(result), execution: result.execution)
      } catch let error as PipelineError where error.code == "already-running" {
        if schedule.overlap == .queue {
          try store.putBack(run)
          return nil
        }
        try store.end(run, status: "Skipped", reason: "another execution of \(schedule.pipeline) was under way")
      } catch let error as PipelineError where error.code == "stopped" && executor.isStopRequested() {
        // The process is asked to end: whoever looks next goes on with the run.
        return nil
      } catch {
        try store.end(run, status: "Failed", reason: "\(error)", execution: try store.execution(of: run, schedule))
      }
      return try store.current(run)
    }
  }

  private func execute(
    _ schedule: Schedule, _ run: ScheduleRun, _ store: ScheduleRunLedger, _ observer: some ExecutionObserver
  ) throws -> PipelineExecutor.Result {
    if let execution = try store.execution(of: run, schedule) {
      if let result = try executor.finished(execution) { return result }
      do {
        return try executor.resume(execution, observer: observer)
      } catch let error as PipelineError where error.code == "changed-inputs" {
        // The data moved on while nobody was at it: a new execution works from what there is now.
      }
    }
    let file = try PipelineFile(schedule.pipeline, in: warehouse.scripts)
    try prepare(file, run.logicalDate)
    let parameters = LogicalDate(known: run.logicalDate).parameters(schedule.parameters, in: schedule.dateParameter)
    var request = ExecutionRequest(
      parameters: parameters, displayName: "\(schedule.name) \(run.logicalDate)", logicalDate: run.logicalDate)
    request.schedule = (schedule.name, run.scheduledFor)
    return try executor.run(file, request, observer: observer)
  }

  private static func unmet(_ result: PipelineExecutor.Result) -> String? {
    let unmet = result.conditions.filter { !$0.value }.keys.sorted()
    return unmet.isEmpty ? nil : "condition \(unmet.joined(separator: ", ")) not met"
  }
}
