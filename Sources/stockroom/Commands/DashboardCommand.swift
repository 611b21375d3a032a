import ArgumentParser
import Operations
import Warehouse

struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard", abstract: "Everything about the model in one report.",
    subcommands: [DashboardExportCommand.self])
}

struct DashboardExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write one HTML report and the CSV files of `export dashboard`.",
    discussion: """
      report.html holds everything it needs: no script, no link to elsewhere, light and dark, readable on a phone. Each \
      file replaces its older self in one step.
      """)

  @Argument(help: ArgumentHelp("The directory to write to.", valueName: "dir"))
  var directory: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !directory.isEmpty else { throw ValidationError("Name the directory; . is the current one.") }
  }

  func run() throws {
    try OutputPath.check(directory)
    let stockroom = try options.existing()
    let (files, bytes) = try stockroom.exportDashboardWithReport(to: directory)
    let rows =
      [[SQLValue.text("\(directory)/report.html"), .integer(Int64(bytes)), .text("bytes: everything in one page")]]
      + files.map { [.text("\(directory)/\($0.name)"), .integer(Int64($0.rows)), .text($0.question)] }
    try RowPrinter.print(columns: ["file", "rows", "question"], rows: rows, as: format.format)
  }
}
