import ArgumentParser
import Operations
import Warehouse

struct LineageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage",
    abstract: "Show where a table, a model, a run or a prediction comes from, or what was made from it.",
    discussion: """
      Every table and file that a step read or made is known by its content: rows, bytes, hash, the step and execution that \
      made it, the program's version and the parameters. Beside them stand the loaded files, feature groups, datasets, \
      training runs, models and endpoints on the way.
      """)

  @Argument(
    help: """
      A table (db.table), a model (GROUP/VERSION), a training run, a feature group, a dataset, an endpoint, the id of a \
      captured prediction, a file that was loaded, or an object.
      """)
  var subject: String

  @Flag(help: "What was made from it, rather than where it comes from.")
  var down = false

  @Flag(help: "The files that its raw tables and feature groups were loaded from.")
  var files = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !(down && files) else { throw ValidationError("--down and --files exclude each other.") }
  }

  func run() throws {
    let stockroom = try options.existing()
    if files {
      let lineage = try stockroom.lineage(of: subject)
      if let note = lineage.note { Message.write(note) }
      return try RowPrinter.print(
        columns: ["table", "file", "rows", "sha256", "ingested_at"], rows: lineage.files,
        as: format.format, nothing: "no file that was loaded is behind \(subject)")
    }
    let columns = Stockroom.lineageColumns
    if down {
      return try RowPrinter.print(
        columns: Array(columns.prefix(8)),
        rows: stockroom.uses(of: subject, note: Message.write).map { Array($0.prefix(8)) }, as: format.format)
    }
    try RowPrinter.print(columns: columns, rows: stockroom.origins(of: subject, note: Message.write), as: format.format)
  }
}
