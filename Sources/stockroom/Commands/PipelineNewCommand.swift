import ArgumentParser
import Forecasting
import Foundation
import Operations
import Warehouse

struct PipelineNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make a pipeline for a table: pipeline.yml and SQL, with guesses to look at.",
    discussion: """
      Looks at the columns and values of the table, guesses date, label, identifier, series and features, and writes \
      sql/pipelines/NAME in the project directory. Existing files stay as they are.
      """)

  @Argument(help: "The name of the pipeline.")
  var name: String

  @Option(name: .customLong("from"), help: ArgumentHelp("The raw table.", valueName: "db.table"))
  var table: String

  @Option(help: ArgumentHelp("The column to predict. (default: guessed)", valueName: "column"))
  var label: String?

  @Option(help: ArgumentHelp("The column that tells the day. (default: guessed)", valueName: "column"))
  var date: String?

  @Option(
    name: .customLong("id"), help: ArgumentHelp("The column that names a row. (default: guessed)", valueName: "column"))
  var identifier: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let request = ScaffoldRequest(
      name: name, table: try TableName(parsing: table), label: label, date: date, identifier: identifier)
    let scaffold = try PipelineScaffold(request, in: stockroom.warehouse)
    let folder = try scaffold.write(to: options.projectRoot)
    try RowPrinter.print(
      columns: ["column", "taken for", "why"],
      rows: scaffold.guesses.map { [.text($0.column), .text($0.role.rawValue), .text($0.reason)] }, as: format.format)
    Message.write("\(folder.path): \(scaffold.files.map(\.name).joined(separator: ", "))")
    if let column = scaffold.columnWithoutDates {
      Message.write("first turn \(column) into dates in source.sql, then: stockroom pipeline run \(name)")
    } else {
      Message.write("next: stockroom pipeline run \(name)")
    }
  }
}
