public import Foundation
import GRDB
import Warehouse

/// When a pipeline is run by itself.
public struct Schedule: Sendable {
  /// What becomes of moments that passed while nobody watched.
  public enum CatchUp: String, Sendable, CaseIterable {
    /// They are noted as missed.
    case none
    /// The last of them is run, the others are noted as missed.
    case last
    /// All of them are run, in order.
    case all
  }

  /// What becomes of a moment that comes while the run before it is still under way.
  public enum Overlap: String, Sendable, CaseIterable {
    /// It is passed over.
    case skip
    /// It is run afterwards.
    case queue
  }

  /// Its name.
  public let name: String
  /// The pipeline.
  public let pipeline: String
  /// When it is due.
  public let cron: CronExpression
  /// The zone of the local times in `cron`, an identifier such as `Asia/Bangkok`.
  public let timeZone: TimeZone
  /// The zone as people write it: Foundation calls UTC GMT.
  public var zoneName: String { timeZone.identifier == "GMT" ? "UTC" : timeZone.identifier }
  /// What becomes of missed moments.
  public let catchUp: CatchUp
  /// What becomes of moments that come too early.
  public let overlap: Overlap
  /// Values for parameters of the pipeline.
  public let parameters: [(name: String, value: String)]
  /// The parameter of the pipeline that gets the logical date, where there is one.
  public let dateParameter: String?
  /// Whether it waits for somebody to resume it. A new schedule does not.
  public private(set) var isPaused = false

  /// Creates a schedule.
  public init(
    name: String, pipeline: String, cron: CronExpression, timeZone: TimeZone, catchUp: CatchUp = .last,
    overlap: Overlap = .skip, parameters: [(name: String, value: String)] = [], dateParameter: String? = nil
  ) {
    self.name = name
    self.pipeline = pipeline
    self.cron = cron
    self.timeZone = timeZone
    self.catchUp = catchUp
    self.overlap = overlap
    self.parameters = parameters
    self.dateParameter = dateParameter
  }

  init(_ row: Row) throws {
    let zone: String = row["time_zone"]
    self.init(
      name: row["schedule_name"], pipeline: row["pipeline_name"], cron: try CronExpression(row["cron"]),
      timeZone: try Self.zone(zone), catchUp: CatchUp(rawValue: row["catch_up"]) ?? .last,
      overlap: Overlap(rawValue: row["overlap"]) ?? .skip,
      parameters: JSONText.texts(row["parameters"]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      dateParameter: row["date_parameter"])
    isPaused = (row["status"] as String?) == "Paused"
  }

  /// The zone of that identifier.
  /// - Throws: ``PipelineError`` where the system knows none.
  public static func zone(_ identifier: String) throws -> TimeZone {
    guard let zone = TimeZone(identifier: identifier) else {
      throw PipelineError(
        code: "time-zone", subject: "time zone", expected: "a name such as Asia/Bangkok, Europe/Berlin or UTC",
        found: "\"\(identifier)\"", remedy: "check the name; /usr/share/zoneinfo holds them all")
    }
    return zone
  }

  /// The local day of a moment: what a run at it is about.
  public func logicalDate(of moment: Date) -> String {
    ZonedClock(timeZone).day(at: Int(moment.timeIntervalSince1970.rounded(.down))).description
  }
}

/// A run of a schedule: one moment at which it was due, and what became of it.
public struct ScheduleRun: Sendable, Equatable {
  /// The schedule.
  public let schedule: String
  /// The moment, UTC.
  public let scheduledFor: String
  /// The local day, `YYYY-MM-DD`.
  public let logicalDate: String
  /// Queued, Executing, Succeeded, Failed, Skipped or Missed.
  public let status: String
  /// Why, where there is more to say.
  public let reason: String?
  /// The execution of the pipeline.
  public let execution: String?

  init(_ row: Row) {
    schedule = row["schedule_name"]
    scheduledFor = row["scheduled_for"]
    logicalDate = row["logical_date"]
    status = row["status"]
    reason = row["reason"]
    execution = row["execution_id"]
  }
}
