import ArgumentParser
import FeatureStore
import Operations
import Warehouse

struct FeaturesDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Show what is known of a group, and its features with types, ranges and descriptions.",
    discussion: "As JSON it is one object with the list `features`; as CSV it is the features alone.")

  @Argument(help: "The feature group.")
  var group: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let group = try stockroom.features.existingGroup(group)
    let facts = try stockroom.answer(of: "feature_group", about: group)
    let features = try stockroom.answer(of: "feature_definitions", about: group)
    let values = facts.rows.first ?? []
    switch format.format {
    case .csv: try RowPrinter.print(columns: features.columns, rows: features.rows, as: .csv)
    case .json:
      try JSONRows.write(
        columns: facts.columns, row: values, list: "features", columns: features.columns, rows: features.rows)
    case .table, .markdown:
      let rows = zip(facts.columns, values).compactMap { name, value -> [SQLValue]? in
        if value == .null { return nil }
        if name == "ttl_seconds" { return [.text("time_to_live"), .text(group.timeToLive?.description ?? "")] }
        return [.text(name), .text(ValueText.plain(value))]
      }
      try RowPrinter.print(columns: ["fact", "value"], rows: rows, as: format.format)
      var gap = OutputBuffer()
      try gap.addLine("")
      try gap.flush()
      try RowPrinter.print(columns: features.columns, rows: features.rows, as: format.format)
    }
  }
}

extension Stockroom {
  /// The rows of a script of `sql/operations` that asks about a group.
  fileprivate func answer(
    of script: String, about group: FeatureGroup
  ) throws -> (columns: [String], rows: [[SQLValue]]) {
    let query = try Query(
      script: "operations/\(script).sql", in: warehouse.scripts, parameters: [("group", group.name)])
    return try ask(query, keepsHistory: false) { cursor in
      let rows = try cursor.allRows()
      return (rows.count, (columns: cursor.columnNames, rows: rows))
    }
  }
}
