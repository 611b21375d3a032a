import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct PipelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Run pipelines and look at their executions.",
    subcommands: [
      PipelineListCommand.self, PipelineRunCommand.self, PipelineStartCommand.self, PipelineExplainCommand.self,
      PipelineResumeCommand.self,
      PipelineStopCommand.self, PipelineExecutionsCommand.self, PipelineStepsCommand.self, PipelineLogsCommand.self,
      PipelineShowCommand.self, PipelineGraphCommand.self, PipelineDescribeCommand.self, PipelineDiffCommand.self,
      PipelineValidateCommand.self, PipelineUpsertCommand.self, PipelineIntakeCommand.self,
      PipelineBackfillCommand.self,
      PipelineNewCommand.self, PipelineCopyCommand.self,
    ])
}

struct PipelineListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the pipelines with their parameters.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let library = try options.library
    let rows = try PipelineFile.names(in: library).map { name -> [SQLValue] in
      let file = try PipelineFile(name, in: library)
      let definition = try file.definition()
      let parameters = definition.parameters.map { "\($0.name)=\($0.defaultValue)" }.joined(separator: " ")
      return [.text(name), .text(definition.summary ?? ""), .text(parameters)]
    }
    try RowPrinter.print(columns: ["pipeline", "description", "parameters"], rows: rows, as: format.format)
  }
}

struct PipelineExecutionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "executions", abstract: "List the executions, the newest first.")

  @Argument(help: "Only the executions of this pipeline.")
  var pipeline: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    let stockroom = try options.existing()
    // Nothing is said of a name that nobody has used.
    if let pipeline, try !StoredDefinitions(stockroom.warehouse).isKnown(pipeline) {
      _ = try PipelineFile(pipeline, in: stockroom.warehouse.scripts)
    }
    try stockroom.printRows(
      of: "executions", [("pipeline", pipeline), ("limit", String(limit))], as: format.format,
      nothing: "no executions; `stockroom pipeline run \(pipeline ?? "NAME")` makes one")
    try stockroom.tellAbandoned { pipeline == nil || $0.pipeline == pipeline }
  }
}

struct PipelineStepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps", abstract: "Show the steps of an execution: status, time, processor seconds, memory.")

  @OptionGroup var execution: ExecutionArgument
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    try stockroom.printRows(of: "steps", [("execution", try execution.identifier(in: stockroom))], as: format.format)
  }
}

struct PipelineLogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Show what an execution said while it ran.")

  @Argument(help: "The execution: its id, the first characters of it, or latest; or a step of the latest.")
  var execution = "latest"

  @Option(help: ArgumentHelp("Only the lines of this step.", valueName: "step"))
  var step: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let (execution, step) = try stockroom.execution(execution, orStepOfLatest: step)
    try stockroom.printRows(
      of: "log_lines", [("execution", execution), ("step", step)], as: format.format, nothing: "no log lines")
  }
}

struct PipelineShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show an execution, its parameters, and what came of it: metrics, condition, model version, files.")

  @OptionGroup var execution: ExecutionArgument
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let execution = try execution.identifier(in: stockroom)
    try stockroom.printRows(of: "execution_summary", [("execution", execution), ("whole", "1")], as: format.format)
    try stockroom.tellAbandoned { $0.execution == execution }
  }
}

extension Stockroom {
  /// Says on standard error which of the executions that are on record as under way have no process any more.
  func tellAbandoned(where isShown: (PipelineExecutor.Abandoned) -> Bool) throws {
    for abandoned in try executor.abandoned() where isShown(abandoned) {
      Message.write(
        "execution \(abandoned.execution): its process is gone; `stockroom pipeline resume \(abandoned.execution)` goes on with it"
      )
    }
  }
}
