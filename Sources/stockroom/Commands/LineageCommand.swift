import ArgumentParser
import Operations
import Warehouse

struct LineageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage",
    abstract: "Show where a table, a model, a run or a file comes from, or what was made from it.",
    discussion: """
      Every table and file that a step read or made is known by its content: rows, bytes, hash, the step and execution that \
      made it, the program's version and the parameters.
      """)

  @Argument(help: "A table (db.table), a model (GROUP/VERSION), a training run, or an object.")
  var subject: String

  @Flag(help: "What was made from it, rather than where it comes from.")
  var down = false

  @Flag(help: "The files that its raw tables were loaded from.")
  var files = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !(down && files) else { throw ValidationError("--down and --files exclude each other.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    let lineage = try stockroom.lineage(of: subject)
    if files {
      return try RowPrinter.print(
        columns: ["table", "file", "rows", "sha256", "ingested_at"], rows: lineage.files, as: format.format)
    }
    try stockroom.printRows(
      of: down ? "lineage_down" : "lineage_up",
      [("name", lineage.name)] + (down ? [] : [("execution", lineage.execution)]), as: format.format)
  }
}
