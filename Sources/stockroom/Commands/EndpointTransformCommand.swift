import ArgumentParser
import Endpoints
import Operations
import Warehouse

struct EndpointTransformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transform",
    abstract: "Predict for every row of a table or a CSV file.",
    discussion: """
      The output has the columns of the input and prediction, with --intervals also one per quantile that the version \
      was trained with, such as p10 and p90; columns that the model does not know are kept. An \
      interrupted transform that is started again goes on where it was; rows that a table has got since are added.
      """)

  @Argument(help: "The endpoint whose model predicts.")
  var endpoint: String

  @Option(help: ArgumentHelp("A table, such as retail_demand.test, or a CSV file.", valueName: "table|file"))
  var input: String

  @Option(help: ArgumentHelp("The table or the CSV file to make.", valueName: "table|file"))
  var output: String

  @Flag(help: "Add the quantiles of each prediction, in columns such as p10 and p90.")
  var intervals = false

  @Flag(help: "Make an output that is there anew.")
  var replace = false

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let line = ProgressLine()
    defer { line.clear() }
    let report = try BatchTransform(stockroom.warehouse).run(
      endpoint: endpoint, input: TransformPlace(parsing: input), output: TransformPlace(parsing: output),
      intervals: intervals, replaces: replace
    ) { rows in line.show("\(rows) rows") }
    line.clear()
    let how =
      report.wasComplete
      ? " (nothing was left to do)" : report.resumedAfter > 0 ? " (\(report.resumedAfter) were there before)" : ""
    print("\(report.rows) rows in \(output), predicted by \(report.group) version \(report.version)\(how)")
  }
}
