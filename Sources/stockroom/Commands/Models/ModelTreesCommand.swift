import ArgumentParser
import Endpoints
import Forecasting
import ModelRegistry
import Operations
import Warehouse

struct ModelTreesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trees",
    abstract: "Write the trees of a model version to a table, one row for each node, or print them.",
    discussion: "The table is complete: the page ModelTables of the documentation predicts from it with one query.")

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "The version. (default: the newest)")
  var version: Int?

  @Option(help: ArgumentHelp("The table to write, such as models.retail_trees.", valueName: "db.table"))
  var to: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let package = try stockroom.models.package(group, version: version)
    let trees = ModelTrees(try ModelLoader(stockroom.warehouse).load(package).booster)
    guard let to else {
      return try RowPrinter.print(
        columns: ModelTrees.columns, rows: (0..<trees.treeCount).flatMap(trees.rows(of:)), as: format.format)
    }
    let table = try TableName(parsing: to)
    let count = try trees.write(to: table, in: options.open().warehouse)
    print("\(count) nodes of \(trees.treeCount) trees in \(table)")
  }
}
