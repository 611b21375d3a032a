import ArgumentParser
import CSV
import Columns
import FeatureStore
import Foundation
import Operations
import Warehouse

struct FeaturesDatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Find for each row the features that were true and known at the row's own time.",
    discussion: """
      --entities is a query or a CSV file: a column with the time of each row, and the record identifier of every group \
      under its own name. Each group's newest record counts that is not later than the row's time, not written later than \
      --as-known-at, not deleted and within the group's time to live; where there is none, its features are NULL.

      With --to the rows go into a table or a CSV file and the dataset is noted: --run or --dataset makes the very same \
      rows again, whatever has arrived since.
      """)

  @Option(help: ArgumentHelp("A query in SQL, or a CSV file.", valueName: "sql or file"))
  var entities: String?

  @Option(help: ArgumentHelp("The groups, separated by commas.", valueName: "groups"))
  var groups: String?

  @Option(
    help: ArgumentHelp(
      "Only these features, separated by commas: FEATURE, or GROUP.FEATURE. (default: all)", valueName: "features"))
  var features: String?

  @Option(help: ArgumentHelp("The column with the time of each row.", valueName: "column"))
  var entityTime = "event_time"

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

  @Flag(help: "With --to a table: replace one that is there.")
  var replace = false

  @Option(
    name: .customLong("run"), help: ArgumentHelp("Make the dataset of this training run again.", valueName: "run"))
  var ofRun: String?

  @Option(help: ArgumentHelp("Make the noted dataset with this id again.", valueName: "id"))
  var dataset: String?

  @Option(help: ArgumentHelp("Note the dataset as that of this training run.", valueName: "run"))
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
  }

  func run() throws {
    let stockroom = try options.existing()
    let store = stockroom.features
    if ofRun != nil || dataset != nil { return try put(made(again: store), stockroom) }
    let request = try request(store)
    if sql.showsSQL { return print(try store.sql(of: request)) }
    let result = try store.dataset(request)
    for part in result.parts {
      Message.write(
        "\(part.group): \(part.rowsMatched) of \(result.columns.rowCount) rows have a state"
          + (part.knownUntil.map { ", known until \($0)" } ?? ", the group is empty"))
    }
    try put(result, stockroom)
    if to != nil || noteFor != nil {
      let noted = try store.note(result, run: noteFor, destination: to)
      Message.write("noted as dataset \(noted.identifier)")
    }
  }

  private func made(again store: FeatureStore) throws -> FeatureDataset {
    if let dataset { return try store.remake(dataset) }
    let known = try store.datasets(ofRun: ofRun ?? "")
    guard known.count == 1 else {
      throw FeatureStoreError(
        code: "several-datasets", subject: "run \(ofRun ?? "")", expected: "one dataset",
        found: known.map(\.identifier).joined(separator: ", "), remedy: "name one with --dataset")
    }
    return try store.remake(known[0].identifier)
  }

  private func request(_ store: FeatureStore) throws -> DatasetRequest {
    let text = entities ?? ""
    var isDirectory: ObjCBool = false
    let isFile = FileManager.default.fileExists(atPath: text, isDirectory: &isDirectory) && !isDirectory.boolValue
    if !isFile, text.lowercased().hasSuffix(".csv") || text.lowercased().hasSuffix(".csv.gz") {
      throw WarehouseError(
        code: "missing-file", subject: text, expected: "a CSV file", found: "nothing there", remedy: "check the path")
    }
    let names = (groups ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return DatasetRequest(
      entities: isFile ? .csv(path: text) : .query(sql: text, parameters: [:]),
      groups: try choices(names, store), entityTime: entityTime, asKnownAt: asKnownAt,
      expiry: try ttl.map { $0 == "none" ? .never : .after(try TimeToLive(parsing: $0)) } ?? .groups,
      usesFullNames: fullNames, timeZone: try zone.rule)
  }

  private func choices(_ names: [String], _ store: FeatureStore) throws -> [DatasetRequest.Choice] {
    guard let features else { return names.map { DatasetRequest.Choice($0) } }
    var wanted = names.map { DatasetRequest.Choice($0, features: []) }
    let known = try names.map(store.existingGroup)
    for feature in features.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      let index = known.firstIndex { group in
        feature.hasPrefix(group.name + ".")
          ? group.feature(String(feature.dropFirst(group.name.count + 1))) != nil
          : group.feature(feature) != nil
      }
      guard let index else {
        throw FeatureStoreError(
          code: "unknown-feature", subject: "feature \(feature)",
          expected:
            "one of \(known.flatMap { group in group.values.map { "\(group.name).\($0.name)" } }.joined(separator: ", "))",
          found: "no such feature", remedy: "check the name")
      }
      let prefix = known[index].name + "."
      wanted[index].features?.append(feature.hasPrefix(prefix) ? String(feature.dropFirst(prefix.count)) : feature)
    }
    return wanted
  }

  /// Writes the rows to where they are wanted.
  private func put(_ result: FeatureDataset, _ stockroom: Stockroom) throws {
    guard let to else { return try RowPrinter.print(result.columns, as: format.format) }
    if to.contains("/") || to.lowercased().hasSuffix(".csv") || to.lowercased().hasSuffix(".csv.gz") {
      var options = CSVWriteOptions()
      options.compresses = to.lowercased().hasSuffix(".gz")
      try TableExport.write(result.columns, to: .file(to), options: options)
    } else {
      try stockroom.warehouse.write(result.columns, to: TableName(parsing: to), replaces: replace)
    }
    print("\(result.columns.rowCount) rows of \(result.columns.columns.count) columns in \(to)")
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

  func run() throws {
    try options.existing().printRows(
      of: "feature_datasets", [("group", group), ("limit", String(limit))], as: format.format)
  }
}
