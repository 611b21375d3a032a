import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Run pipelines by themselves, every day or as cron says.",
    subcommands: [
      ScheduleAddCommand.self, ScheduleListCommand.self, ScheduleShowCommand.self, ScheduleNextCommand.self,
      SchedulePauseCommand.self, ScheduleResumeCommand.self, ScheduleRemoveCommand.self, ScheduleRunNowCommand.self,
      ScheduleRunCommand.self, ScheduleInstallCommand.self,
    ])
}

/// `--catch-up`, by the words of ``Pipelines/Schedule/CatchUp``.
enum CatchUpOption: String, ExpressibleByArgument, CaseIterable {
  case none, last, all
}

/// `--overlap`, by the words of ``Pipelines/Schedule/Overlap``.
enum OverlapOption: String, ExpressibleByArgument, CaseIterable {
  case skip, queue
}

struct ScheduleAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a schedule for a pipeline.",
    discussion: """
      Times are local ones of the time zone. On the days on which its clocks change, a time that does not exist is taken at \
      the jump, a time that comes twice is taken the first time; an expression whose hour begins with * goes by elapsed \
      time. A schedule comes to life with `stockroom serve` or `stockroom schedule run`.
      """)

  @Argument(help: "The name of the schedule.")
  var name: String

  @Option(help: ArgumentHelp("The pipeline.", valueName: "name"))
  var pipeline: String

  @Option(
    help: ArgumentHelp(
      "When it is due: minute hour day month weekday, or @daily and the like.", valueName: "expression"))
  var cron: String

  @Option(help: ArgumentHelp("The zone of the times, such as Asia/Bangkok. (default: that of the system)"))
  var timezone: String?

  @Option(name: .customLong("catch-up"), help: "Which of the moments that passed unwatched are run afterwards.")
  var catchUp = CatchUpOption.last

  @Option(help: "What becomes of a moment that comes while the run before it is still under way.")
  var overlap = OverlapOption.skip

  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp("A value for a parameter of the pipeline. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @Option(
    name: .customLong("date-parameter"),
    help: ArgumentHelp(
      "The parameter of the pipeline that gets the logical date. (default: LogicalDate, where it has that)",
      valueName: "name"))
  var dateParameter: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    _ = try PipelineFile(pipeline, in: options.library)
    let stockroom = try options.open()
    let schedule = Schedule(
      name: name, pipeline: pipeline, cron: try CronExpression(cron),
      timeZone: try timezone.map(Schedule.zone) ?? .current, catchUp: .init(rawValue: catchUp.rawValue) ?? .last,
      overlap: .init(rawValue: overlap.rawValue) ?? .skip,
      parameters: parameters.pairs,
      dateParameter: try dateParameter ?? stockroom.dateParameter(of: pipeline))
    try stockroom.schedules.add(schedule)
    let next = try stockroom.schedules.next(name, count: 1).first.map { UTCTimestamp($0).description } ?? "never"
    print("\(name): pipeline \(pipeline), next at \(next)")
  }
}

struct ScheduleListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the schedules with their next and last runs.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().printRows(of: "schedules", as: format.format) }
}

struct ScheduleShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what came of the runs of a schedule, the newest first.")

  @Argument(help: "The schedule.")
  var name: String

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    let stockroom = try options.existing()
    let schedule = try stockroom.schedules.schedule(name)
    if format.format.isForPeople {
      let next =
        try stockroom.schedules.next(name, count: 1).first.map { "due next at \(UTCTimestamp($0))" } ?? "never due"
      let parameters = schedule.parameters.map { ", \($0.name)=\($0.value)" }.joined()
      Message.write(
        "\(name): pipeline \(schedule.pipeline)\(parameters), \(schedule.cron) in \(schedule.zoneName), catch-up "
          + "\(schedule.catchUp.rawValue), overlap \(schedule.overlap.rawValue), \(schedule.isPaused ? "paused" : next)"
      )
    }
    try stockroom.printRows(
      of: "schedule_runs", [("schedule", name), ("limit", String(limit))], as: format.format, nothing: "no runs yet")
  }
}

struct ScheduleNextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Show the next moments at which a schedule is due.")

  @Argument(help: "The schedule.")
  var name: String

  @Option(help: "How many.")
  var count = 5

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (1...1000).contains(count) else { throw ValidationError("--count takes a number from 1 to 1000.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    let schedule = try stockroom.schedules.schedule(name)
    let rows = try stockroom.schedules.next(name, count: count).map { moment -> [SQLValue] in
      let local = moment.formatted(
        Date.ISO8601FormatStyle(timeZone: schedule.timeZone).year().month().day().timeZone(separator: .colon).time(
          includingFractionalSeconds: false))
      return [.text(UTCTimestamp(moment).description), .text(local), .text(schedule.logicalDate(of: moment))]
    }
    try RowPrinter.print(columns: ["utc", "local", "logical_date"], rows: rows, as: format.format)
  }
}
