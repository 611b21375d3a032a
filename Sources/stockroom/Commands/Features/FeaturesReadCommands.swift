import ArgumentParser
import FeatureStore
import Foundation
import Operations
import Warehouse

/// The option `--show-sql`.
struct ShowSQLOption: ParsableArguments {
  @Flag(name: .customLong("show-sql"), help: "Print the SQL instead of the rows.")
  var showsSQL = false

  /// - Parameter record: the one that was asked for by name.
  /// - Throws: ``ConditionNotMet`` where it is not there.
  func answer(
    _ query: RecordQuery, _ stockroom: Stockroom, record: String? = nil, group: String, as format: RowFormat
  ) throws {
    guard showsSQL else {
      let nothing = record == nil ? "no rows" : nil
      if try stockroom.print(query, as: format, nothing: nothing) == 0, let record {
        throw ConditionNotMet(description: "no state of record \(record) in \(group)")
      }
      return
    }
    print(query.text)
  }
}

extension Stockroom {
  /// The time that an argument names: `now` is the present one.
  func moment(_ text: String) -> String { text == "now" ? warehouse.surroundings.now().description : text }
}

struct FeaturesHeadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head", abstract: "Show records of a group, the newest event time first.")

  @Argument(help: "The feature group.")
  var group: String

  @Option(name: [.customShort("n"), .customLong("rows")], help: "At most so many.")
  var rows = 10

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(rows, "--rows") }

  func run() throws {
    let stockroom = try options.existing()
    let reads = GroupReads(try stockroom.features.existingGroup(group))
    try sql.answer(reads.head(rows), stockroom, group: group, as: format.format)
  }
}

struct FeaturesLatestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latest", abstract: "Show the newest state of every record that is not deleted, or of one.",
    discussion: "Ends with exit code 3 where the one record has no state.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "Only the record with this identifier.")
  var record: String?

  @Option(name: [.customShort("n"), .customLong("rows")], help: "At most so many. (default: all)")
  var rows: Int?

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(rows, "--rows") }

  func run() throws {
    let stockroom = try options.existing()
    let reads = GroupReads(try stockroom.features.existingGroup(group))
    let query = try reads.latest(record, limit: rows)
    try sql.answer(query, stockroom, record: record, group: group, as: format.format)
  }
}

struct FeaturesHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show everything that was ever written of a record, the newest state first.",
    discussion: "Ends with exit code 3 where nothing was ever written of it.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "The record's identifier.")
  var record: String

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let reads = GroupReads(try stockroom.features.existingGroup(group))
    try sql.answer(reads.history(record), stockroom, record: record, group: group, as: format.format)
  }
}

struct FeaturesAsOfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "as-of", abstract: "Show the state of every record at a moment, within the group's time to live.",
    discussion: "With --record it ends with exit code 3 where the record has no state then.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "The moment, such as 2026-01-31T08:00:00Z or now; a date alone is its first moment.")
  var time: String

  @Option(help: ArgumentHelp("Only the record with this identifier.", valueName: "id"))
  var record: String?

  @Option(help: ArgumentHelp("Only what was written until then counts.", valueName: "time"))
  var asKnownAt: String?

  @Option(name: [.customShort("n"), .customLong("rows")], help: "At most so many. (default: all)")
  var rows: Int?

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(rows, "--rows") }

  func run() throws {
    let stockroom = try options.existing()
    let reads = GroupReads(try stockroom.features.existingGroup(group))
    let query = try reads.asOf(
      stockroom.moment(time), knownAt: asKnownAt, record: record, timeZone: zone.rule, limit: rows)
    try sql.answer(query, stockroom, record: record, group: group, as: format.format)
  }
}

struct FeaturesGetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract:
      "Get the newest state of one or many records, as an application does. Expired and deleted ones are left out.",
    discussion: "Ends with exit code 3 where a record has no state.")

  @Argument(help: "The feature group.")
  var group: String

  @Argument(help: "The identifiers of the records.")
  var records: [String]

  @Option(
    help: ArgumentHelp(
      "Only these features, separated by commas, behind the record identifier.", valueName: "features"))
  var features: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard let features else { return }
    guard features.split(separator: ",").contains(where: { $0.contains { !$0.isWhitespace } }) else {
      throw ValidationError("--features takes names, separated by commas; leave it out for all.")
    }
  }

  func run() throws {
    let stockroom = try options.existing()
    let reader = try RecordReader(group, in: stockroom.features)
    let wanted = try columns(reader)
    var rows: [[SQLValue]] = []
    var missing: [String] = []
    for record in records {
      switch try reader.find(identifier: record, now: stockroom.warehouse.surroundings.now()) {
      case .state(let row): rows.append(wanted.map { row[$0] })
      case .absent(let why): missing.append("record \(record) (\(why))")
      }
    }
    try RowPrinter.print(columns: wanted.map { reader.columns[$0] }, rows: rows, as: format.format)
    guard missing.isEmpty else {
      throw ConditionNotMet(description: "no state of \(missing.joined(separator: ", ")) in \(group)")
    }
  }

  /// The record identifier comes first, so that every row says what it is of.
  private func columns(_ reader: RecordReader) throws -> [Int] {
    guard let features else { return Array(reader.columns.indices) }
    let names = features.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let wanted = try names.map { name in
      guard let index = reader.columns.firstIndex(where: { $0.lowercased() == name.lowercased() }) else {
        throw FeatureStoreError.unknownFeature(name, in: reader.group)
      }
      return index
    }
    guard let identifier = reader.columns.firstIndex(of: reader.group.recordIdentifier) else { return wanted }
    return [identifier] + wanted.filter { $0 != identifier }
  }
}

struct FeaturesFreshnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freshness",
    abstract: "Show how old the newest event and the newest write of each group are.",
    discussion: "With --max-age it ends with exit code 3 where a group's newest event is older.")

  @Argument(help: "Only this feature group.")
  var group: String?

  @Option(help: ArgumentHelp("The oldest that a newest event may be, such as 36h.", valueName: "time"))
  var maxAge: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let limit = try maxAge.map { try TimeToLive(parsing: $0, of: "--max-age") }
    let stockroom = try options.existing()
    if let group { _ = try stockroom.features.existingGroup(group) }
    let now = stockroom.warehouse.surroundings.now()
    try stockroom.printRows(of: "feature_freshness", [("now", now.description), ("group", group)], as: format.format)
    guard let limit else { return }
    let stale = try stockroom.features.groups(withoutEventsFor: limit, at: now).filter { group == nil || $0 == group }
    guard stale.isEmpty else {
      throw ConditionNotMet(description: "no event in the last \(limit): \(stale.joined(separator: ", "))")
    }
  }
}
