import ArgumentParser
import Diagnostics
import Operations
import Pipelines
import Warehouse

struct PipelineIntakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intake",
    abstract: "Load the new files of a pipeline's folder for incoming data.",
    discussion: """
      The folder, the table and the columns that name what a file replaces stand under incoming in pipeline.yml. New \
      files are loaded in the order of their age, the one that was changed last as the last, and by name where they are of \
      the same age. A file with rows for days that the table has already replaces them; the old rows are kept in \
      TABLE_history. A file is loaded once, and again where it comes back to content whose days another file has replaced \
      since.

      A file that does not fit is left out as a whole and the others are loaded; the command then fails, each time until the \
      file is replaced or taken away. Schedules do all this before each run, and a run fails where a file is left out.
      """)

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(help: ArgumentHelp("Another folder than pipeline.yml names.", valueName: "dir"))
  var folder: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let file = try PipelineFile(pipeline, in: options.library)
    let stockroom = try folder == nil ? options.open(running: file) : options.open()
    let intake = try stockroom.takeIn(file, folder: folder)
    let loaded = intake.files.map { report in
      [
        .text(report.file), .integer(Int64(report.rows)), .integer(Int64(report.replaced)),
        report.loadedBefore.map(SQLValue.text) ?? .null, .null,
      ]
    }
    let leftOut = intake.leftOut.map { [.text($0.file), .null, .null, .null, SQLValue.text($0.error.code)] }
    try RowPrinter.print(
      columns: ["file", "rows", "replaced", "loaded_before", "left_out"], rows: loaded + leftOut, as: format.format,
      nothing: nothing(intake))
    try intake.requireAll()
  }

  /// Why there was nothing to take in.
  private func nothing(_ intake: Intake) -> String {
    guard let folder = intake.folder else {
      return "no files to take in: pipeline.yml of \(pipeline) names no folder (incoming)"
    }
    return intake.isFolderThere
      ? "no files to take in: no *.csv or *.csv.gz in \(folder)" : "no files to take in: there is no folder \(folder)"
  }
}

struct PipelineBackfillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Run a pipeline for one day after the other.",
    discussion: """
      Each day is an execution with that logical date. The same command again goes on where an earlier one was cut off or \
      failed.
      """)

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(name: .customLong("from"), help: ArgumentHelp("The first day.", valueName: "date"))
  var first: String

  @Option(name: .customLong("to"), help: ArgumentHelp("The last day.", valueName: "date"))
  var last: String

  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp("A value for a parameter of the pipeline. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @Option(
    name: .customLong("date-parameter"),
    help: ArgumentHelp("The parameter of the pipeline that gets the day.", valueName: "name"))
  var dateParameter = "LogicalDate"

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.open(running: PipelineFile(pipeline, in: options.library))
    let request = try Backfill.Request(
      pipeline: pipeline, from: first, to: last, dateParameter: dateParameter, parameters: parameters.pairs)
    let days = try stockroom.backfill(stopping: Interrupts.watch()).run(request, observer: ExecutionProgress())
    try RowPrinter.print(
      columns: ["logical_date", "status", "execution_id"],
      rows: days.map { [.text($0.date), .text($0.status), $0.execution.map(SQLValue.text) ?? .null] },
      as: format.format)
  }
}
