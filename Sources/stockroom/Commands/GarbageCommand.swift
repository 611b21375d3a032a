import ArgumentParser
import Operations
import Warehouse

struct GarbageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Take away old executions with their files and training runs, and old queries.",
    discussion: """
      Whatever a registered model, a schedule or a backfill under way, or a kept execution needs stays, and so do monitoring \
      rows, feature groups and events.
      """)

  @Flag(name: .customLong("dry-run"), help: "Show what would go, and change nothing.")
  var dryRun = false

  @Option(
    name: .customLong("keep-days"), help: ArgumentHelp("What ended within so many days stays.", valueName: "days"))
  var keepDays = 30

  @Option(
    name: .customLong("keep-last"),
    help: ArgumentHelp("So many of the latest executions of each pipeline stay in any case.", valueName: "count"))
  var keepLast = 5

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard keepDays >= 0, keepLast >= 0 else {
      throw ValidationError("--keep-days and --keep-last take numbers of at least 0.")
    }
  }

  func run() throws {
    let retention = try options.existing().retention
    var (items, busy): ([Retention.Item], [String]) = ([], [])
    if dryRun {
      items = try retention.plan(olderThan: keepDays, keepingLast: keepLast)
    } else {
      (items, busy) = try retention.collect(olderThan: keepDays, keepingLast: keepLast)
    }
    try RowPrinter.print(
      columns: ["kind", "name", "pipeline", "ended_at", "bytes"],
      rows: items.map { item in
        [
          .text(item.kind), .text(item.name), item.pipeline.map(SQLValue.text) ?? .null,
          item.endedAt.map(SQLValue.text) ?? .null, .integer(Int64(item.byteCount)),
        ]
      }, as: format.format, nothing: "nothing is old enough, or it is still needed")
    for pipeline in busy { Message.write("\(pipeline) is being executed: its past stays until the next time") }
    let bytes = items.reduce(0) { $0 + $1.byteCount }
    let count = items.count == 1 ? "1 item" : "\(items.count) items"
    Message.write("\(count), \(bytes) bytes of files \(dryRun ? "would go" : "are gone")")
  }
}
