import ArgumentParser
import Operations
import Warehouse

struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "List the tables and views of the warehouse with their rows.")

  @Argument(help: "Only the tables of this database.")
  var database: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let entries = try stockroom.catalog.entries(in: database.map { try DatabaseName($0) })
    let rows = entries.map { entry -> [SQLValue] in
      [
        .text(entry.name.description), .text(entry.kind), entry.rowCount.map { .integer(Int64($0)) } ?? .null,
        .integer(Int64(entry.columnCount)),
      ]
    }
    try RowPrinter.print(columns: ["table", "kind", "rows", "columns"], rows: rows, as: format.format)
  }
}
