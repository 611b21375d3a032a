import ArgumentParser
import Operations
import Warehouse

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write CSV files for other programs.", subcommands: [ExportDashboardCommand.self])
}

struct ExportDashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Write one CSV per script of sql/dashboards.",
    discussion: "A header always, a stable order of rows, never cut off; each file replaces its older self in one step."
  )

  @Option(help: ArgumentHelp("The directory to write to.", valueName: "dir"))
  var to: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !to.isEmpty else { throw ValidationError("--to takes a directory; . is the current one.") }
  }

  func run() throws {
    try OutputPath.check(to)
    let files = try options.existing().exportDashboard(to: to)
    let rows = files.map { file -> [SQLValue] in
      [.text("\(to)/\(file.name)"), .integer(Int64(file.rows)), .text(file.question)]
    }
    try RowPrinter.print(columns: ["file", "rows", "question"], rows: rows, as: format.format)
  }
}
