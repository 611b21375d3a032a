import ArgumentParser
import Foundation
import Operations
import Warehouse

struct MonitorRehearseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Prove the monitoring on a generated year with planted faults.",
    discussion: """
      Trains on three clean years, then looks at every day of a fourth one in which prices come in the wrong unit, a \
      sensor sticks, a promotion spikes, a week is missing and demand drifts away. Says what was alarmed after how many \
      days, and what was alarmed for nothing.
      """)

  @Option(help: "How many stores.")
  var stores = 20

  @Option(help: "Another seed gives other years.")
  var seed: UInt64 = 42

  @Option(help: ArgumentHelp("Keep the warehouse here. It must not exist. (default: not kept)", valueName: "dir"))
  var keep: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (2...1000).contains(stores) else { throw ValidationError("--stores takes a number from 2 to 1000.") }
  }

  func run() throws {
    let root =
      keep.map { URL(filePath: $0, directoryHint: .isDirectory) }
      ?? FileManager.default.temporaryDirectory.appending(path: "stockroom-rehearsal-\(UUID().uuidString)")
    guard !FileManager.default.fileExists(atPath: root.path) else {
      throw WarehouseError(
        code: "exists", subject: root.path, expected: "a directory that does not exist yet", found: "one that does",
        remedy: "choose another --keep DIR")
    }
    defer { if keep == nil { try? FileManager.default.removeItem(at: root) } }
    let warehouse = try Warehouse.open(
      WarehouseLayout(root: root), scripts: options.library, surroundings: .system(user: NSUserName()))
    let line = ProgressLine()
    let report = try Rehearsal(stores: stores, seed: seed).run(in: warehouse) { line.show("  \($0)") }
    line.clear()
    try RowPrinter.print(
      columns: ["fault", "days", "days_until_alarm", "alerts"],
      rows: report.faults.map { fault in
        [
          .text(fault.name), .text(fault.days), fault.daysUntilAlarm.map { .integer(Int64($0)) } ?? .null,
          .text(fault.alerts.isEmpty ? "none" : fault.alerts.joined(separator: ", ")),
        ]
      } + [
        [
          .text("false alarms"), .text("\(report.cleanDays) clean days"), .integer(Int64(report.falseAlarms.count)),
          .text(report.falseAlarms.isEmpty ? "none" : report.falseAlarms.joined(separator: ", ")),
        ]
      ], as: format.format)
  }
}
