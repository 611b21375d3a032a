import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct PipelineRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a pipeline to its end.",
    discussion: """
      A step whose SQL, settings, inputs (by content) and program version are those of an earlier execution is not run \
      again: its outcome is used. `stockroom pipeline explain` shows beforehand what would run and why.

      Ends with exit code 3 where the pipeline's condition was not met and no model was registered. ^C leaves the execution \
      Stopped; `stockroom pipeline resume` goes on with it.
      """)

  @Argument(help: "The pipeline.")
  var pipeline: String

  @OptionGroup var request: RequestOptions

  @Option(name: .customLong("display-name"), help: ArgumentHelp("A name for the execution.", valueName: "name"))
  var displayName: String?

  @Flag(help: "Go on with the last execution of the pipeline where it did not come to its end.")
  var resume = false

  @OptionGroup var waiting: WaitOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let file = try PipelineFile(pipeline, in: options.library)
    let stockroom = try options.open(running: file)
    let executor = stockroom.executor.stopping(where: Interrupts.watch())
    let result: PipelineExecutor.Result
    if resume, let execution = try executor.unfinished(pipeline) {
      result = try executor.resume(execution, waits: waiting.wait, observer: ExecutionProgress())
    } else {
      var request = try request.request(for: pipeline, in: stockroom)
      request.displayName = displayName
      request.waits = waiting.wait
      result = try executor.run(file, request, observer: ExecutionProgress())
    }
    try stockroom.report(result, as: format.format)
  }
}

struct PipelineResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an execution that failed, was stopped, or was cut off.",
    discussion: """
      With the definition and the parameters that it began with, from the first step that did not succeed on. Steps that \
      succeeded are kept as long as what they made is still there.
      """)

  @OptionGroup var execution: ExecutionArgument
  @OptionGroup var waiting: WaitOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let executor = stockroom.executor.stopping(where: Interrupts.watch())
    let result = try executor.resume(
      execution.identifier(in: stockroom), waits: waiting.wait, observer: ExecutionProgress())
    try stockroom.report(result, as: format.format)
  }
}

struct PipelineStopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Ask an execution to stop; it can be resumed.")

  @OptionGroup var execution: ExecutionArgument
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let identifier = try execution.identifier(in: stockroom)
    let isAlive = try stockroom.executor.stop(identifier)
    print("\(identifier) \(isAlive ? "is stopping" : "is stopped: its process was gone")")
  }
}

struct PipelineExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show what a run would do now, step by step, and why; nothing is changed.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @OptionGroup var request: RequestOptions
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let file = try PipelineFile(pipeline, in: stockroom.warehouse.scripts)
    let plan = try stockroom.executor.plan(file, request.request(for: pipeline, in: stockroom))
    try RowPrinter.print(
      columns: ["step", "step_name", "decision", "reason"],
      rows: plan.entries.map { entry in
        [
          .integer(Int64(entry.number)), .text(entry.step.name), .text(entry.decision.word),
          .text(entry.decision.reason),
        ]
      }, as: format.format)
  }
}

extension Stockroom {
  /// Prints what came of an execution.
  /// - Throws: `ConditionNotMet` where a condition did not hold.
  func report(_ result: PipelineExecutor.Result, as format: RowFormat) throws {
    try printRows(of: "execution_summary", [("execution", result.execution)], as: format)
    if let unmet = result.conditions.sorted(by: { $0.key < $1.key }).first(where: { !$0.value }) {
      throw ConditionNotMet(description: "condition \(unmet.key) not met: the model was not registered")
    }
  }
}
