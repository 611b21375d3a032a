import ArgumentParser
import Operations
import Warehouse

struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Show the columns of a table with their types.")

  @Argument(help: ArgumentHelp("The table, such as mlops.runs.", valueName: "db.table"))
  var table: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let columns = try stockroom.catalog.columns(of: TableName(parsing: table))
    let rows = columns.map { column -> [SQLValue] in
      [
        .text(column.name), .text(column.type), .text(column.isRequired ? "yes" : "no"),
        column.primaryKeyPosition > 0 ? .integer(Int64(column.primaryKeyPosition)) : .null,
      ]
    }
    try RowPrinter.print(columns: ["column", "type", "required", "key"], rows: rows, as: format.format)
  }
}
