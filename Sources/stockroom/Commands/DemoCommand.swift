import ArgumentParser
import Foundation
import Operations
import Pipelines
import SampleData
import Warehouse

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Load the retail data that ships and run the retail pipeline on it.",
    discussion: """
      Uses data/demand_product.csv of the project, or makes the same data anew where the file is absent.
      """)

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.open()
    let shipped = options.projectRoot.appending(path: "data/demand_product.csv").path
    let made = stockroom.warehouse.layout.objects.appending(path: "sample/demand_product.csv").path
    let path = FileManager.default.fileExists(atPath: shipped) ? shipped : made
    if path == made { try DataGeneration.run(RetailParameters(), to: made) { _ in } }
    let table = try TableName(parsing: "retail_demand.demand_product")
    let report = try CSVIngestion(stockroom.warehouse).load(IngestSource(path: path), into: table)
    Message.write("\(report.rowsLoaded) rows loaded into \(table)")
    let file = try PipelineFile("retail_demand", in: stockroom.warehouse.scripts)
    let result = try stockroom.executor.run(file, parameters: [], observer: ExecutionProgress())
    try stockroom.printRows(of: "execution_summary", [("execution", result.execution)], as: format.format)
    Message.write(
      """

      Next:  stockroom model approve RetailDemandXGB latest --reason "first model"
             stockroom serve
             stockroom tables
             stockroom query --name worst_stores
             stockroom features head retail_demand_features
             stockroom export dashboard --to dashboard
      """)
  }
}
