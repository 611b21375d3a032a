import ArgumentParser
import Operations
import Tracking
import Warehouse

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Look at training runs.",
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsSearchCommand.self, RunsBestCommand.self, RunsCompareCommand.self,
      RunsTagCommand.self, RunsNoteCommand.self, RunsCurveCommand.self,
    ])
}

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the runs with their main metrics, the newest first.")

  @Option(help: "Only the runs of this experiment.")
  var experiment: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    try options.existing().printRows(
      of: "runs", [("experiment", experiment), ("limit", String(limit))], as: format.format,
      nothing: experiment.map { "no runs of experiment \($0)" } ?? "no runs; training in a pipeline makes them")
  }
}

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the parameters, metrics, tags and artifacts of a run.")

  @Argument(help: ArgumentHelp("The run: its id, the first characters of it, or latest.", valueName: "run"))
  var identifier = "latest"

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let record = try options.existing().tracker.run(identifier)
    var rows: [[SQLValue]] = [
      ["run", "id", record.identifier], ["run", "experiment", record.experiment], ["run", "name", record.name],
      ["run", "status", record.status], ["run", "started_at", record.startedAt],
      ["run", "ended_at", record.endedAt ?? ""], ["run", "execution", record.execution ?? ""],
    ].map { $0.map(SQLValue.text) }
    rows += record.params.map { [.text("param"), .text($0.name), .text($0.value)] }
    rows += record.metrics.map { [.text("metric"), .text($0.name), $0.value.map(SQLValue.real) ?? .null] }
    rows += record.tags.map { [.text("tag"), .text($0.name), .text($0.value)] }
    rows += record.artifacts.map { [.text("artifact"), .text($0.path), .text("objects/\($0.object)")] }
    try RowPrinter.print(columns: ["kind", "name", "value"], rows: rows, as: format.format)
  }
}
