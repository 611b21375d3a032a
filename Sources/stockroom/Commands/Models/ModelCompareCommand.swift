import ArgumentParser
import ModelRegistry
import Operations

struct ModelCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Put two versions side by side: metrics, errors on the same rows, SHAP ranks, parameters.",
    discussion: """
      Both versions predict the test rows of the newer one, so that their errors can be compared; per segment too.
      """)

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "A version: a number, an alias such as champion, or latest.")
  var a: String

  @Argument(help: "The other version.")
  var b: String

  @Option(
    name: .customLong("segment"),
    help: ArgumentHelp(
      "A column whose values divide the rows. Can be given again. (default: the columns with 2 to 7 values)",
      valueName: "column"))
  var segments: [String] = []

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let (a, b) = (try stockroom.models.package(group, named: a), try stockroom.models.package(group, named: b))
    let query = try stockroom.comparison(of: a, with: b, segments: segments)
    try stockroom.ask(query, keepsHistory: false) { cursor in (try RowPrinter.print(cursor, as: format.format), ()) }
  }
}
