import ArgumentParser
import Diagnostics
import FeatureStore
import Foundation
import Operations
import Warehouse

/// The option `--time-zone`.
struct TimeZoneOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How times without a zone are read: UTC, +07:00 or Asia/Bangkok. (default: they are refused)", valueName: "zone"))
  var timeZone: String?

  var rule: TimeZoneRule? { get throws { try timeZone.map(TimeZoneRule.init(parsing:)) } }
}

struct FeaturesIngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Append records to a group from a query, a CSV file or the group's own source query.",
    discussion: """
      All rows are checked before anything is kept: names, types, times, ranges. Rows that the group has already, \
      unchanged, are left out, so that an exact repeat changes nothing.
      """)

  @Argument(help: "The feature group.")
  var group: String

  @Option(help: ArgumentHelp("A query that gives the features under their names.", valueName: "sql"))
  var query: String?

  @Option(help: ArgumentHelp("A CSV file with the features in its header.", valueName: "file"))
  var file: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What a bad row does: stop, or reject FILE to keep such rows aside in a CSV file. (default: stop)",
      valueName: "what"))
  var onError: [String] = []

  @Option(help: ArgumentHelp("A key: a batch that was taken in under it is not taken in again.", valueName: "key"))
  var batch: String?

  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var options: WarehouseOptions

  private var badRows: IngestOptions.BadRows? {
    switch onError.count {
    case 0: .stop
    case 1 where onError[0] == "stop": .stop
    case 2 where onError[0] == "reject": .reject(file: onError[1])
    default: nil
    }
  }

  func validate() throws {
    guard query == nil || file == nil else { throw ValidationError("Give --query or --file, not both.") }
    guard badRows != nil, onError.last != "" else { throw ValidationError("--on-error takes stop, or reject FILE.") }
    guard batch != "" else { throw ValidationError("--batch takes a key that is not empty.") }
  }

  func run() throws {
    let store = try options.existing().features
    let definition = try store.existingGroup(group)
    guard file != nil || query != nil || definition.source != nil else {
      throw try ValidationError(store.missingSource(of: definition).description)
    }
    let source = file.map { RecordSource.csv(path: $0) } ?? query.map { RecordSource.query($0) } ?? .ownSource
    let done = try store.ingest(
      source, into: definition,
      IngestOptions(batch: batch, badRows: badRows ?? .stop, timeZone: zone.rule))
    if let earlier = done.earlier {
      let source = earlier.source.map { ", from \($0)" } ?? ""
      print(
        "batch \(done.batch) was taken in already at \(earlier.writeTime)\(source) "
          + "(\(done.rowsRead) rows read, \(done.rowsWritten) written, \(done.rowsRejected) rejected): nothing was done"
      )
      return
    }
    if case .reject(let rejected)? = badRows, done.rowsRejected > 0 {
      Message.write("\(done.rowsRejected) bad \(done.rowsRejected == 1 ? "row is" : "rows are") in \(rejected)")
    }
    let unchanged = done.rowsRead - done.rowsWritten - done.rowsRejected
    print(
      "\(done.rowsRead) \(done.rowsRead == 1 ? "row" : "rows") read, \(done.rowsWritten) written, \(unchanged) unchanged, \(done.rowsRejected) rejected"
    )
  }
}

struct FeaturesPutRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put-record",
    abstract: "Append one record to a group. Features that are not named are NULL.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: ArgumentHelp("Features and their values; no value is NULL.", valueName: "name=value"))
  var values: [NamedValue] = []

  @Option(help: ArgumentHelp("The record as a JSON object instead.", valueName: "object"))
  var json: String?

  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard values.isEmpty != (json == nil) else {
      throw ValidationError("Give the values as NAME=VALUE or with --json.")
    }
  }

  func run() throws {
    let store = try options.existing().features
    let definition = try store.existingGroup(group)
    let outcome =
      if let json {
        try store.put(RecordJSON.values(json), into: definition, timeZone: zone.rule)
      } else {
        try store.put(
          values.pairs.map { ($0.name, SQLValue.text($0.value)) }, isTyped: false, into: definition, timeZone: zone.rule
        )
      }
    switch outcome {
    case .written: print("record written")
    case .writtenBehind(let newest): print("record written as history: its newest state is of \(newest)")
    case .unchanged: print("record unchanged")
    }
  }
}

struct FeaturesDeleteRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete-record",
    abstract: "Mark a record as deleted from a moment on. Its history stays; a later write brings it back.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "The record's identifier.")
  var record: String

  @Option(help: ArgumentHelp("From when on. (default: now)", valueName: "time"))
  var at: String?

  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let store = try options.existing().features
    let outcome = try store.delete(record: record, from: store.existingGroup(group), at: at, timeZone: zone.rule)
    switch outcome {
    case .written: print("record \(record) deleted")
    case .writtenBehind(let newest):
      print("record \(record) deleted in its history: its newest state, of \(newest), stays")
    case .unchanged: print("record \(record) was deleted already")
    }
  }
}

struct FeaturesEraseRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase-record",
    abstract: "Remove every trace of a record from a group, history included. This cannot be undone.",
    discussion: "Raw tables, exported files, stored objects and backups are not touched.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "The record's identifier.")
  var record: String

  @Option(help: "Why, for the table feature_erasures.")
  var reason: String?

  @Flag(help: "Yes, erase it. Without this nothing happens.")
  var yes = false

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let store = try options.existing().features
    let definition = try store.existingGroup(group)
    guard yes else { throw ValidationError("This cannot be undone: add --yes to erase record \(record) of \(group).") }
    let erasure = try store.erase(record: record, from: definition, reason: reason)
    if !erasure.isLogEmpty {
      Message.write(
        "another process reads an older state: run the command on any record once more when it is done, or "
          + "`sqlite3 databases/feature_store.sqlite 'PRAGMA wal_checkpoint(TRUNCATE)'`")
    }
    print("\(erasure.rows) rows erased")
  }
}
