import ArgumentParser
import Operations
import SampleData
import Warehouse

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write made-up retail data as CSV, the same for the same seed.",
    discussion: """
      One row per store and day, in the columns of the retail pipeline's raw table. Rows are written as they are made, so \
      that --stores and --days can ask for tens of millions.
      """)

  @Option(help: "How many stores.")
  var stores = 20

  @Option(help: "How many days.")
  var days = 1096

  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd"))
  var startDate = "2023-01-01"

  @Option(help: "The seed.")
  var seed: UInt64 = 42

  @Option(help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"))
  var output: String?

  func run() throws {
    if let output { try OutputPath.check(output) }
    let parameters = try RetailParameters(stores: stores, days: days, startDate: startDate, seed: seed)
    let line = ProgressLine()
    try DataGeneration.run(parameters, to: output) { rows in line.show("\(rows) of \(parameters.rowCount) rows") }
    line.clear()
    if let output { Message.write("\(output): \(parameters.rowCount) rows") }
  }
}
