import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct ScheduleRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Watch the schedules and run what is due, until ^C.",
    discussion: """
      Any number of these may run at once: each moment is run by one of them. A run whose process was killed is taken up by \
      the next one that looks, from the step at which it was.
      """)

  @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
  var interval = 15.0

  @Flag(help: "Look once, run what is due, and end.")
  var once = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard interval >= 0.1, interval <= 60 else {
      throw ValidationError("--interval takes a number of seconds from 0.1 to 60.")
    }
  }

  func run() throws {
    let stockroom = try options.existing()
    let isStopRequested = Interrupts.watch()
    let scheduler = stockroom.scheduler(stopping: isStopRequested)
    if !once { Message.write("watching the schedules of \(options.layout.root.path)") }
    repeat {
      for run in try scheduler.tick(observer: ExecutionProgress()) {
        let reason = run.reason.map { ": \($0)" } ?? ""
        Message.write("\(run.schedule) of \(run.scheduledFor): \(run.status)\(reason)")
      }
      if once { break }
      var left = interval
      while left > 0, !isStopRequested() {
        Thread.sleep(forTimeInterval: min(0.1, left))
        left -= 0.1
      }
    } while !isStopRequested()
  }
}

/// Runs of schedules as rows.
enum ScheduleRunRows {
  static func print(_ runs: [ScheduleRun], as format: RowFormat) throws {
    try RowPrinter.print(
      columns: ["schedule_name", "scheduled_for", "logical_date", "status", "execution_id", "reason"],
      rows: runs.map { run in
        [
          .text(run.schedule), .text(run.scheduledFor), .text(run.logicalDate), .text(run.status),
          run.execution.map(SQLValue.text) ?? .null, run.reason.map(SQLValue.text) ?? .null,
        ]
      }, as: format)
  }
}
