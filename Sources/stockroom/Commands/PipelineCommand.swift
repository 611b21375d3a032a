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
      PipelineListCommand.self, PipelineRunCommand.self, PipelineExecutionsCommand.self,
      PipelineStepsCommand.self, PipelineShowCommand.self, PipelineNewCommand.self, PipelineCopyCommand.self,
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

struct PipelineRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a pipeline to its end.",
    discussion: "Ends with exit code 3 where the pipeline's condition was not met and no model was registered.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp("A value for a parameter of the pipeline. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.open()
    let file = try PipelineFile(pipeline, in: stockroom.warehouse.scripts)
    let result = try stockroom.executor.run(file, parameters: parameters.pairs, observer: ExecutionProgress())
    try stockroom.printRows(of: "execution_summary", [("execution", result.execution)], as: format.format)
    if let unmet = result.conditions.sorted(by: { $0.key < $1.key }).first(where: { !$0.value }) {
      throw ConditionNotMet(description: "condition \(unmet.key) not met: the model was not registered")
    }
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

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit takes a number of at least 0.") }
  }

  func run() throws {
    try options.existing().printRows(
      of: "executions", [("pipeline", pipeline), ("limit", String(limit))], as: format.format)
  }
}

struct PipelineStepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps", abstract: "Show the steps of an execution: status, time, processor seconds, memory.")

  @Argument(help: "The execution: its id, the first characters of it, or latest.")
  var execution = "latest"

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let execution = try stockroom.execution(execution)
    try stockroom.printRows(of: "steps", [("execution", execution)], as: format.format)
  }
}

struct PipelineShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what came of an execution: metrics, condition, model version, files.")

  @Argument(help: "The execution: its id, the first characters of it, or latest.")
  var execution = "latest"

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let execution = try stockroom.execution(execution)
    try stockroom.printRows(of: "execution_summary", [("execution", execution)], as: format.format)
  }
}
