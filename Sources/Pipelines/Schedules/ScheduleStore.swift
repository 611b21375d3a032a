import Access
public import Foundation
import GRDB
public import Warehouse

/// The schedules of a warehouse, `mlops.schedules`, and their runs.
public struct ScheduleStore: Sendable {
  let warehouse: Warehouse

  /// The schedules of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Adds a schedule; it is due for the first time after now.
  /// - Throws: ``PipelineError`` where there is one of that name, or the pipeline, a parameter or the expression is wrong.
  public func add(_ schedule: Schedule) throws {
    let file = try PipelineFile(schedule.pipeline, in: warehouse.scripts)
    _ = try file.definition().values(overriddenBy: schedule.parameters)
    if let parameter = schedule.dateParameter, !file.parameters.contains(where: { $0.name == parameter }) {
      throw PipelineError(
        code: "unknown-parameter", subject: "schedule \(schedule.name), parameter \(parameter)",
        expected: "one of \(file.parameters.map(\.name).joined(separator: ", "))", found: "\"\(parameter)\"",
        remedy: "check the name")
    }
    let now = warehouse.surroundings.moment()
    guard Identifier.isPlain(schedule.name.replacing("-", with: "_")) else {
      throw PipelineError(
        code: "schedule-name", subject: "schedule \(schedule.name)", expected: "letters, digits, - and _",
        found: "\"\(schedule.name)\"", remedy: "choose another name")
    }
    guard let next = schedule.cron.next(after: now, in: schedule.timeZone) else {
      throw PipelineError(
        code: "cron", subject: "schedule \(schedule.name)", expected: "an expression that is due one day",
        found: "\"\(schedule.cron)\", which never is", remedy: "correct the expression")
    }
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.schedules VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'Enabled', ?, ?, ?) ON CONFLICT DO NOTHING
          """,
        arguments: [
          schedule.name, schedule.pipeline, schedule.cron.description, schedule.zoneName,
          schedule.catchUp.rawValue, schedule.overlap.rawValue,
          try JSONText.of(Dictionary(schedule.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })),
          schedule.dateParameter, UTCTimestamp(next).description, UTCTimestamp(now).description,
          warehouse.surroundings.user,
        ])
      guard db.changesCount == 1 else {
        throw PipelineError(
          code: "schedule-exists", subject: "schedule \(schedule.name)", expected: "a new name",
          found: "one of that name",
          remedy: "`stockroom schedule remove \(schedule.name)` first, or choose another name")
      }
      try AuditLog.append(
        "schedule.add", schedule.name,
        detail: "\(schedule.pipeline), \(schedule.cron) \(schedule.zoneName)", of: warehouse, in: db)
    }
  }

  /// The schedule of that name.
  /// - Throws: ``PipelineError`` where there is none; the error lists those there are.
  public func schedule(_ name: String) throws -> Schedule {
    let schedule = try warehouse.read([.mlops]) { db in
      try Row.fetchOne(db, sql: "SELECT * FROM mlops.schedules WHERE schedule_name = ?", arguments: [name]).map(
        Schedule.init)
    }
    guard let schedule else { throw unknown(name) }
    return schedule
  }

  /// Stops a schedule from being due until ``resume(_:)``.
  public func pause(_ name: String) throws {
    try change(
      name, "schedule.pause", "UPDATE mlops.schedules SET status = 'Paused' WHERE schedule_name = ?", [name])
  }

  /// Lets a paused schedule be due again. What passed meanwhile does not count as missed.
  public func resume(_ name: String) throws {
    let schedule = try schedule(name)
    let now = warehouse.surroundings.moment()
    let next = schedule.cron.next(after: now, in: schedule.timeZone) ?? now
    try change(
      name, "schedule.resume",
      "UPDATE mlops.schedules SET status = 'Enabled', next_run_at = ? WHERE schedule_name = ?",
      [UTCTimestamp(next).description, name])
  }

  /// Removes a schedule and what is queued of it; the record of its runs stays.
  public func remove(_ name: String) throws {
    try change(name, "schedule.remove", "DELETE FROM mlops.schedules WHERE schedule_name = ?", [name]) { db in
      try db.execute(
        sql: "DELETE FROM mlops.schedule_runs WHERE schedule_name = ? AND status = 'Queued'", arguments: [name])
    }
  }

  /// Queues a run for this moment, whatever the expression says.
  /// - Parameter logicalDate: the day it is about, today where `nil`.
  @discardableResult
  public func queueNow(_ name: String, logicalDate: String? = nil) throws -> ScheduleRun {
    let schedule = try schedule(name)
    let asked = try logicalDate.map { try LogicalDate($0).day }
    let now = warehouse.surroundings.moment()
    let time = UTCTimestamp(now).description
    let day = asked ?? schedule.logicalDate(of: now)
    return try warehouse.write(.mlops) { db in
      try db.execute(
        sql: """
          INSERT INTO mlops.schedule_runs (schedule_name, scheduled_for, logical_date, status, reason, noted_at)
          VALUES (?, ?, ?, 'Queued', 'asked for', ?) ON CONFLICT DO NOTHING
          """, arguments: [name, time, day, time])
      try AuditLog.append("schedule.run-now", name, detail: "for \(day)", of: warehouse, in: db)
      return try ScheduleRun(
        Row.fetchOne(
          db, sql: "SELECT * FROM mlops.schedule_runs WHERE schedule_name = ? AND scheduled_for = ?",
          arguments: [name, time]) ?? [:])
    }
  }

  /// The next moments at which a schedule is due.
  public func next(_ name: String, count: Int) throws -> [Date] {
    let schedule = try schedule(name)
    var moments: [Date] = []
    var moment = warehouse.surroundings.moment()
    while moments.count < count, let next = schedule.cron.next(after: moment, in: schedule.timeZone) {
      moments.append(next)
      moment = next
    }
    return moments
  }

  /// A change with its row of the audit.
  private func change(
    _ name: String, _ action: String, _ sql: String, _ arguments: StatementArguments,
    and rest: (Database) throws -> Void = { _ in }
  ) throws {
    let changed = try warehouse.write(.mlops) { db in
      try db.execute(sql: sql, arguments: arguments)
      let changed = db.changesCount
      if changed == 1 {
        try rest(db)
        try AuditLog.append(action, name, of: warehouse, in: db)
      }
      return changed
    }
    guard changed == 1 else { throw unknown(name) }
  }

  private func unknown(_ name: String) -> PipelineError {
    let known =
      (try? warehouse.read([.mlops]) { db in
        try String.fetchAll(db, sql: "SELECT schedule_name FROM mlops.schedules ORDER BY 1")
      }) ?? []
    return PipelineError(
      code: "unknown-schedule", subject: "schedule \(name)",
      expected: known.isEmpty ? "a schedule" : "one of \(known.joined(separator: ", "))", found: "no such schedule",
      remedy: "`stockroom schedule add` makes one")
  }
}

extension UTCTimestamp {
  /// The date of a text as the tables hold it.
  static func date(_ text: String) -> Date? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, let day = CivilDate(String(text.prefix(10))) else { return nil }
    func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
    guard let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let millisecond = number(20..<23)
    else { return nil }
    let seconds = day.daysSince1970 * 86400 + hour * 3600 + minute * 60 + second
    return Date(timeIntervalSince1970: Double(seconds) + Double(millisecond) / 1000)
  }
}
