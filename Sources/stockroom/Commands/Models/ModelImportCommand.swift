import ArgumentParser
import Forecasting
import Foundation
import ModelRegistry
import Operations

struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Register a model that was trained elsewhere, from a JSON or UBJSON file that XGBoost saved.",
    discussion: """
      The new version waits for approval as any other. The file is checked before anything is written. A row of features \
      is kept with its prediction, so that a deployment can tell whether it loaded the same model: that of --example, or \
      one in the middle of the model's own splits.
      """)

  @Argument(help: "The model file.")
  var file: String

  @Option(help: "The model package group; made where it is new.")
  var group: String

  @Option(help: "The column that the model predicts.")
  var label: String

  @Option(help: ArgumentHelp("The names of the features in the model's order, for a file without.", valueName: "a,b,c"))
  var features: String?

  @Option(help: "The endpoint that is to serve the group's approved version.")
  var endpoint: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file with a header and one row of features; what it has in the column prediction must be what the model says.",
      valueName: "file"))
  var example: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let names = features?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let package = try ModelImport(options.open().warehouse).register(
      URL(filePath: file),
      as: .init(
        group: group, label: label, features: names, endpoint: endpoint, example: example.map { URL(filePath: $0) }))
    print(
      "\(package.group) version \(package.version), \(package.status.rawValue), "
        + "\(package.featureColumns.count) features")
  }
}
