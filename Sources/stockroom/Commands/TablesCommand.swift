import ArgumentParser
import Operations
import Warehouse

struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "List the tables and views of the warehouse with their rows.",
    discussion: """
      The rows of a table of more than about 32 MB are estimated from a few of its pages, to about a tenth: they are printed \
      with ~ before them, and with rows_are_exact 0 in CSV and JSON. --exact counts them all.
      """)

  @Argument(help: "Only the tables of this database.")
  var database: String?

  @Flag(help: "Count the rows of large tables too.")
  var exact = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let entries = try stockroom.catalog.entries(in: database.map { try DatabaseName($0) }, exact: exact)
    let isForPeople = format.format.isForPeople
    let rows = entries.map { entry -> [SQLValue] in
      let start: [SQLValue] = [.text(entry.name.description), .text(entry.kind)]
      let columns = SQLValue.integer(Int64(entry.columnCount))
      guard let count = entry.rowCount else { return start + [.null, columns] + (isForPeople ? [] : [.null]) }
      let number = SQLValue.integer(Int64(count.rows))
      if isForPeople { return start + [count.isExact ? number : .text("~\(count.rows)"), columns] }
      return start + [number, columns, .integer(count.isExact ? 1 : 0)]
    }
    let columns = ["table", "kind", "rows", "columns"] + (isForPeople ? [] : ["rows_are_exact"])
    try RowPrinter.print(columns: columns, rows: rows, as: format.format)
    if isForPeople, entries.contains(where: { $0.rowCount?.isExact == false }) {
      Message.write("~ marks an estimate; --exact counts the rows")
    }
  }
}
