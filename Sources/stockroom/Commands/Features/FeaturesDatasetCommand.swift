import ArgumentParser
import Columns
import FeatureStore
import Foundation
import Operations
import Tracking
import Warehouse

struct FeaturesDatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Find for each row the features that were true and known at the row's own time.",
    discussion: """
      --entities is a query or a CSV file: a column with the time of each row, and the record identifier of every group \
      under its own name. Each group's newest record counts that is not later than the row's time, not written later than \
      --as-known-at, not deleted and within the group's time to live; where there is none, its features are NULL.

      With --to the rows go into a table or a CSV file and the dataset is noted: --dataset makes the very same rows again, \
      whatever has arrived since. Every training run notes the rows it was trained on: --run makes them again.
      """)

  @Option(help: ArgumentHelp("A query in SQL, or a CSV file.", valueName: "sql or file"))
  var entities: String?

  @Option(help: ArgumentHelp("The groups, separated by commas.", valueName: "groups"))
  var groups: String?

  @Option(
    help: ArgumentHelp(
      "Only these features, separated by commas: FEATURE, or GROUP.FEATURE where several groups have it. (default: all)",
      valueName: "features"))
  var features: String?

  @Option(help: ArgumentHelp("The column with the time of each row. (default: event_time)", valueName: "column"))
  var entityTime: String?

  @Option(help: ArgumentHelp("Only what was written until then counts.", valueName: "time"))
  var asKnownAt: String?

  @Option(
    help: ArgumentHelp(
      "A time to live for all groups, such as 30d; none for ever. (default: each group's)", valueName: "time"))
  var ttl: String?

  @Flag(help: "Name every feature GROUP__FEATURE. (default: only those whose name would be there twice)")
  var fullNames = false

  @Option(
    help: ArgumentHelp("A new table, such as training.rows, or a CSV file to write to.", valueName: "db.table or file"))
  var to: String?

  @Flag(help: "With --to: replace a table that a dataset made before, or a file that is there.")
  var replace = false

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Make the dataset of this training run again: its id, the first characters of it, or latest.", valueName: "run"))
  var ofRun: String?

  @Option(
    help: ArgumentHelp("Make the noted dataset with this id, or these first characters, again.", valueName: "id"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "Note the dataset as that of this training run; refused where it has noted other rows.", valueName: "run"))
  var noteFor: String?

  @OptionGroup var sql: ShowSQLOption
  @OptionGroup var zone: TimeZoneOption
  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    let isAgain = ofRun != nil || dataset != nil
    guard isAgain != (entities != nil && groups != nil), ofRun == nil || dataset == nil,
      isAgain == false || (entities == nil && groups == nil)
    else { throw ValidationError("Give --entities and --groups, or one of --run and --dataset.") }
    let others: [(String, Bool)] = [
      ("--features", features != nil), ("--entity-time", entityTime != nil), ("--as-known-at", asKnownAt != nil),
      ("--ttl", ttl != nil), ("--full-names", fullNames), ("--note-for", noteFor != nil),
      ("--show-sql", sql.showsSQL), ("--time-zone", zone.timeZone != nil),
    ]
    if isAgain, let other = others.first(where: \.1)?.0 {
      throw ValidationError("\(other) goes with --entities: a dataset is made again as it was.")
    }
    guard !replace || to != nil else { throw ValidationError("--replace goes with --to.") }
    guard !sql.showsSQL || (to == nil && noteFor == nil) else {
      throw ValidationError("--show-sql only prints: leave --to and --note-for out.")
    }
  }

  func run() throws {
    let stockroom = try options.existing()
    let store = stockroom.features
    let destination = try to.map(DatasetDestination.init(parsing:))
    let request = ofRun == nil && dataset == nil ? try request(store) : nil
    if let request, sql.showsSQL { return print(try store.sql(of: request)) }
    let run = try noteFor.map { try stockroom.tracker.run($0).identifier }
    if let destination { try store.check(destination, replaces: replace, source: entitiesFile) }
    let result = try request.map(store.dataset) ?? made(again: stockroom)
    let isNoted = try run.map { try store.isNoted(result, for: $0) } ?? false
    if request != nil {
      for part in result.parts {
        Message.write(
          "\(part.group): \(part.rowsMatched) of \(result.columns.rowCount) rows have a state"
            + (part.knownUntil.map { ", known until \($0)" } ?? ", the group is empty"))
      }
    }
    if let destination {
      try store.write(result, to: destination, replaces: replace)
      print("\(result.columns.rowCount) rows of \(result.columns.columns.count) columns in \(destination.place)")
    } else {
      try RowPrinter.print(result.columns, as: format.format)
    }
    if let run, isNoted { Message.write("run \(run) has noted these very rows already") }
    if destination != nil || (run != nil && !isNoted) {
      let noted = try store.note(result, run: isNoted ? nil : run, destination: destination?.description)
      Message.write("noted as dataset \(noted.identifier)")
    }
  }

  private func made(again stockroom: Stockroom) throws -> FeatureDataset {
    if let dataset { return try stockroom.features.remake(dataset) }
    let run = try stockroom.tracker.run(ofRun ?? "").identifier
    let known = try stockroom.features.datasets(ofRun: run)
    guard known.count == 1 else {
      throw FeatureStoreError(
        code: "several-datasets", subject: "run \(run)", expected: "one dataset",
        found: known.map(\.identifier).joined(separator: ", "), remedy: "name one with --dataset")
    }
    return try stockroom.features.remake(known[0].identifier)
  }

  /// The path of the rows, where they are a file.
  private var entitiesFile: String? {
    var isDirectory: ObjCBool = false
    guard let entities, FileManager.default.fileExists(atPath: entities, isDirectory: &isDirectory) else { return nil }
    return isDirectory.boolValue ? nil : entities
  }

  private func request(_ store: FeatureStore) throws -> DatasetRequest {
    let text = entities ?? ""
    // No query is a single word.
    if entitiesFile == nil, !text.contains(where: \.isWhitespace) {
      throw WarehouseError(
        code: "missing-file", subject: text.isEmpty ? "--entities" : text, expected: "a CSV file, or a query in SQL",
        found: text.isEmpty ? "nothing" : "no file of that name", remedy: "check the path")
    }
    let groups = try GroupChoice(groups ?? "", features: features, in: store).choices
    return DatasetRequest(
      entities: entitiesFile.map(DatasetRequest.Entities.csv) ?? .query(sql: text, parameters: [:]), groups: groups,
      entityTime: entityTime ?? "event_time", asKnownAt: asKnownAt,
      expiry: try ttl.map { $0 == "none" ? .never : .after(try TimeToLive(parsing: $0, of: "--ttl")) } ?? .groups,
      usesFullNames: fullNames, timeZone: try zone.rule)
  }
}

struct FeaturesDatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the datasets that were noted, the newest first.")

  @Option(help: "Only those with a feature of this group.")
  var group: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    let stockroom = try options.existing()
    if let group { _ = try stockroom.features.existingGroup(group) }
    try stockroom.printRows(of: "feature_datasets", [("group", group), ("limit", String(limit))], as: format.format)
  }
}
