import ArgumentParser
import Foundation
import Operations
import Warehouse

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Load CSV files into a table: all of them, or nothing.",
    discussion: """
      Plain CSV or gzip, with a header. A table that does not exist is made with types inferred from all rows; one that \
      does is added to, its types checked. A file that was loaded before, by content, is passed over.
      """)

  @Argument(help: ArgumentHelp("A CSV file, a directory of them, or - for standard input.", valueName: "file"))
  var path: String

  @Option(help: ArgumentHelp("The table, such as retail_demand.demand_product.", valueName: "db.table"))
  var table: String

  @Option(help: ArgumentHelp("What separates the fields; \\t for a tab.", valueName: "character"))
  var delimiter = ","

  @OptionGroup var options: WarehouseOptions

  private var separator: Character? {
    delimiter == "\\t" ? "\t" : delimiter.count == 1 ? delimiter.first : nil
  }

  func validate() throws {
    guard separator != nil else { throw ValidationError("--delimiter takes one character.") }
  }

  func run() throws {
    let name = try TableName(parsing: table)
    let stockroom: Stockroom
    let source: IngestSource
    if path == "-" {
      stockroom = try options.open()
      source = try IngestSource(standardInputFor: stockroom.warehouse.layout)
    } else {
      source = try IngestSource(path: path)
      stockroom = try options.open()
    }
    defer { source.close() }
    let line = ProgressLine()
    defer { line.clear() }
    let began = Date()
    let report = try CSVIngestion(stockroom.warehouse, delimiter: separator ?? ",").load(source, into: name) {
      line.show(Self.text($0, since: began))
    }
    line.clear()
    for column in report.createdColumns {
      if let note = column.note { Message.write("column \(column.name) is TEXT: \(note)") }
    }
    for file in report.files {
      if let before = file.loadedBefore {
        Message.write("\(file.name): the same content was loaded at \(before); passed over")
      } else {
        Message.write("\(file.name): \(file.rows) rows")
      }
    }
    let made = report.createdColumns.isEmpty ? "" : ", a new table of \(report.createdColumns.count) columns"
    print("\(report.rowsLoaded) rows loaded into \(name)\(made)")
  }

  private static func text(_ progress: CSVIngestion.Progress, since began: Date) -> String {
    let megabytes = String(format: "%.1f", Double(progress.bytesRead) / 1e6)
    var text = "\(progress.file): \(progress.phase.rawValue), \(megabytes) MB"
    if let size = progress.byteCount, size > 0, progress.bytesRead > 0 {
      // All readings count: what is left of this one, and all of the second, if there is one.
      let total = Double(size * progress.readings)
      let done = Double(progress.bytesRead) + (progress.phase == .loading ? total - Double(size) : 0)
      let left = Date().timeIntervalSince(began) * (total - done) / done
      text += String(format: " of %.1f MB", Double(size) / 1e6) + String(format: ", about %.0f s left", left)
    }
    return text + ", \(progress.rows) rows"
  }
}
