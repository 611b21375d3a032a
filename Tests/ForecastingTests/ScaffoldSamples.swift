import Fixtures
import Forecasting
import Foundation
import Warehouse

/// A warehouse with a project directory of its own, for new pipelines.
struct ScaffoldProject {
  let project: TemporaryDirectory
  let temporary: TemporaryWarehouse

  init() throws {
    project = try TemporaryDirectory()
    temporary = try TemporaryWarehouse(project: project.url)
  }

  var warehouse: Warehouse { temporary.warehouse }

  /// A pipeline for a table; nothing is written yet.
  func scaffold(
    _ name: String = "mine", from table: String = "shop.sales", label: String? = nil, date: String? = nil,
    identifier: String? = nil
  ) throws -> PipelineScaffold {
    try PipelineScaffold(
      ScaffoldRequest(name: name, table: TableName(parsing: table), label: label, date: date, identifier: identifier),
      in: warehouse)
  }

  /// The role of each column, in the order of the table.
  func roles(_ csv: String, label: String? = nil, date: String? = nil, identifier: String? = nil) throws -> [String] {
    try temporary.load(csv, into: "shop.sales")
    return try scaffold(label: label, date: date, identifier: identifier).guesses.map {
      "\($0.column): \($0.role.rawValue)"
    }
  }

  /// The text of one of the files.
  func text(_ scaffold: PipelineScaffold, _ file: String) -> String {
    scaffold.files.first { $0.name == file }?.text ?? ""
  }

  /// Text in quotes for CSV.
  static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
}
