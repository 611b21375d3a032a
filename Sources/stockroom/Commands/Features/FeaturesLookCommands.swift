import ArgumentParser
import FeatureStore
import Operations
import Warehouse

/// The values of `--by` for a profile.
enum ProfilePeriod: String, ExpressibleByArgument, CaseIterable {
  case year, month, day

  var period: FeatureStore.Period? { FeatureStore.Period(rawValue: rawValue) }
}

/// The values of `--by` for a comparison.
enum DiffClock: String, ExpressibleByArgument, CaseIterable {
  case write, event

  var time: GroupReads.DiffTime { self == .write ? .write : .event }
}

struct FeaturesProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Show counts, missing values, distinct values and quantiles of every feature, over time if wanted.",
    discussion: "Of each record and event time the newest write counts, unless it is a deletion.")

  @Argument(help: "The feature group.")
  var group: String

  @Option(help: "A row per feature and period of the event times.")
  var by: ProfilePeriod?

  @Option(help: ArgumentHelp("Only these features, separated by commas.", valueName: "features"))
  var features: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let store = try options.existing().features
    let definition = try store.existingGroup(group)
    let wanted = try features?.split(separator: ",").map { name -> String in
      guard let feature = definition.feature(String(name)) else {
        throw FeatureStoreError.unknownFeature(String(name), in: definition)
      }
      return feature.name
    }
    let rows = try store.profile(definition, by: by?.period).filter { wanted?.contains($0.feature) ?? true }.map(row)
    let columns = [
      "feature", "type", "count", "missing", "distinct", "mean", "std", "min", "p25", "p50", "p75", "max",
      "most_frequent",
      "most_frequent_count",
    ]
    try RowPrinter.print(columns: (by == nil ? [] : ["period"]) + columns, rows: rows, as: format.format)
  }

  private func row(_ profile: FeatureProfile) -> [SQLValue] {
    let isForPeople = format.format.isForPeople
    let numbers = profile.numbers.map { figures in
      ([figures.mean, figures.standardDeviation] + figures.quantiles).map { isForPeople ? ShownNumber.of($0) : $0 }
    }
    let period: [SQLValue] = by == nil ? [] : [profile.period.map(SQLValue.text) ?? .null]
    return period + [
      .text(profile.feature), .text(profile.type.rawValue), .integer(Int64(profile.count)),
      .integer(Int64(profile.missing)), .integer(Int64(profile.distinct)),
    ] + (0..<7).map { index in numbers.map { .real($0[index]) } ?? .null } + [
      profile.mostFrequent.map { .text($0.text) } ?? .null,
      profile.mostFrequent.map { .integer(Int64($0.count)) } ?? .null,
    ]
  }
}

struct FeaturesDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "Show what changed between two moments: records that are new, gone or changed, and which features changed.")

  @Argument(help: "The feature group.")
  var group: String

  @Option(help: ArgumentHelp("The first moment, such as 2026-01-31T08:00:00Z or now.", valueName: "time"))
  var from: String

  @Option(help: ArgumentHelp("The second moment, such as now.", valueName: "time"))
  var to: String

  @Option(
    help: """
      Compare by write: what was known, whatever its age; or by event: what was true within the time to live, as far as is \
      known today.
      """)
  var by = DiffClock.write

  @Flag(help: "Show the records that differ, with the old and the new value of each feature that changed.")
  var records = false

  @Option(help: ArgumentHelp("With --records: show at most so many records. (default: all)", valueName: "count"))
  var limit: Int?

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard limit == nil || records else { throw ValidationError("--limit goes with --records.") }
    try RowLimit.check(limit, "--limit")
  }

  func run() throws {
    let stockroom = try options.existing()
    let reads = GroupReads(try stockroom.features.existingGroup(group))
    let (first, second) = (stockroom.moment(from), stockroom.moment(to))
    guard !records else {
      return try sql.answer(
        reads.differences(from: first, to: second, by: by.time, limit: limit, timeZone: zone.rule), stockroom,
        group: group, as: format.format)
    }
    let query = try reads.diff(from: first, to: second, by: by.time, timeZone: zone.rule)
    try sql.answer(query, stockroom, group: group, as: format.format)
  }
}
