import ArgumentParser
import CSV
import Endpoints
import Foundation
import Operations
import Warehouse

struct EndpointActualsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "actuals",
    abstract: "Load what turned out to be true: CSV with prediction_id and actual.",
    discussion: """
      The view data_capture.predictions_with_actuals shows them beside the predictions. A later value for the same \
      prediction replaces the earlier one.
      """)

  @Argument(help: ArgumentHelp("A CSV file, or - for standard input.", valueName: "file"))
  var path: String

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let report = try ActualValues(stockroom.warehouse).load(path == "-" ? .standardInput : .file(path))
    print("\(report.values) actual values, \(report.matched) of them for captured predictions")
  }
}
