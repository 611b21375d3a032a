import ArgumentParser
import FeatureStore
import Operations
import Warehouse

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "The offline feature store: groups, records, training sets.",
    groupedSubcommands: [
      CommandGroup(
        name: "Groups",
        subcommands: [
          FeaturesListCommand.self, FeaturesDescribeCommand.self, FeaturesCreateCommand.self,
          FeaturesUpdateCommand.self, FeaturesDeleteCommand.self, FeaturesSearchCommand.self,
        ]),
      CommandGroup(
        name: "Records",
        subcommands: [
          FeaturesIngestCommand.self, FeaturesPutRecordCommand.self, FeaturesDeleteRecordCommand.self,
          FeaturesEraseRecordCommand.self,
        ]),
      CommandGroup(
        name: "Reads",
        subcommands: [
          FeaturesHeadCommand.self, FeaturesLatestCommand.self, FeaturesHistoryCommand.self,
          FeaturesAsOfCommand.self, FeaturesGetCommand.self,
        ]),
      CommandGroup(
        name: "Training sets", subcommands: [FeaturesDatasetCommand.self, FeaturesDatasetsCommand.self]),
      CommandGroup(
        name: "State",
        subcommands: [FeaturesFreshnessCommand.self, FeaturesProfileCommand.self, FeaturesDiffCommand.self]),
    ])
}

extension Stockroom {
  /// Prints what a question about records answers.
  /// - Returns: the number of rows.
  @discardableResult
  func print(_ query: RecordQuery, as format: RowFormat, nothing: String? = "no rows") throws -> Int {
    try RowPrinter.print(query.cursor(in: warehouse), as: format, nothing: nothing)
  }
}
