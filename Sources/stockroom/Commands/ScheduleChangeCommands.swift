import ArgumentParser
import Operations
import Pipelines

/// A schedule that a command changes.
struct ScheduleArgument: ParsableArguments {
  @Argument(help: "The schedule.")
  var name: String
}

struct SchedulePauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Keep a schedule from being due.")

  @OptionGroup var schedule: ScheduleArgument
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().schedules.pause(schedule.name)
    print("\(schedule.name) is paused")
  }
}

struct ScheduleResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a paused schedule be due again; what passed meanwhile is not made up for.")

  @OptionGroup var schedule: ScheduleArgument
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().schedules.resume(schedule.name)
    print("\(schedule.name) is enabled")
  }
}

struct ScheduleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a schedule; the record of its runs stays.")

  @OptionGroup var schedule: ScheduleArgument
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().schedules.remove(schedule.name)
    print("\(schedule.name) is removed")
  }
}

struct ScheduleRunNowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-now", abstract: "Run the pipeline of a schedule at once, as the schedule would.")

  @OptionGroup var schedule: ScheduleArgument

  @Option(
    name: .customLong("logical-date"),
    help: ArgumentHelp("The day that the run is about. (default: today)", valueName: "date"))
  var logicalDate: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let run = try stockroom.schedules.queueNow(schedule.name, logicalDate: logicalDate)
    let runs = try stockroom.scheduler(stopping: Interrupts.watch()).tick(observer: ExecutionProgress())
    try ScheduleRunRows.print(runs.filter { $0.schedule == schedule.name }, as: format.format)
    let mine = runs.first { $0.schedule == run.schedule && $0.scheduledFor == run.scheduledFor }
    guard mine?.status != "Failed" else {
      throw PipelineError(
        code: "schedule-run", subject: "schedule \(schedule.name)", found: mine?.reason ?? "the run failed",
        remedy: mine?.execution.map { "go on with `stockroom pipeline resume \($0)`" }
          ?? "then run it again: `stockroom schedule run-now \(schedule.name) --logical-date \(run.logicalDate)`")
    }
    if mine == nil { Message.write("the run is queued: another scheduler or execution is at work") }
  }
}
