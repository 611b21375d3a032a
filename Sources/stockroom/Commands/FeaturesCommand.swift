import ArgumentParser
import FeatureStore
import Operations

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Look at the offline feature store.",
    subcommands: [FeaturesListCommand.self, FeaturesDescribeCommand.self, FeaturesHeadCommand.self])
}

struct FeaturesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the feature groups.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(of: "feature_groups", as: format.format)
  }
}

struct FeaturesDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Show the features of a group with their types.")

  @Argument(help: "The feature group.")
  var group: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let group = try stockroom.features.existingGroup(group)
    try stockroom.printRows(of: "feature_definitions", [("group", group.name)], as: format.format)
  }
}

struct FeaturesHeadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head", abstract: "Show records of a group, the newest event time first.")

  @Argument(help: "The feature group.")
  var group: String

  @Option(name: [.customShort("n"), .customLong("rows")], help: "At most so many.")
  var rows = 10

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard rows >= 0 else { throw ValidationError("--rows takes a number of at least 0.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    let query = try stockroom.newestRecords(of: stockroom.features.existingGroup(group), limit: rows)
    try stockroom.ask(query, keepsHistory: false) { cursor in (try RowPrinter.print(cursor, as: format.format), ()) }
  }
}
