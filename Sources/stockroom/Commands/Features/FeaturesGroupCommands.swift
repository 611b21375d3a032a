import ArgumentParser
import FeatureStore
import Operations
import Warehouse

struct FeaturesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the feature groups.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(of: "feature_groups", as: format.format)
  }
}

struct FeaturesDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Show the features of a group with their types.")

  @Argument(help: "The feature group.")
  var group: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let group = try stockroom.features.existingGroup(group)
    try stockroom.printRows(of: "feature_definitions", [("group", group.name)], as: format.format)
  }
}

struct FeaturesCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Create a feature group from a definition file or from a query's columns.",
    discussion: """
      Creating the same group again changes nothing; creating a different one under its name is refused with the command \
      that migrates it. With --query the query is kept: `stockroom features ingest GROUP` runs it.
      """)

  @Argument(help: "The feature group; with --file, the name in the file where it is left out.")
  var group: String?

  @Option(help: ArgumentHelp("A definition in YAML.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("A query whose columns become the features.", valueName: "sql"))
  var query: String?

  @Option(help: ArgumentHelp("With --query: the column that identifies a record.", valueName: "column"))
  var recordIdentifier: String?

  @Option(help: ArgumentHelp("With --query: the column that says when a record is true.", valueName: "column"))
  var eventTime = "event_time"

  @Option(help: "What the group holds.")
  var description: String?

  @Option(
    name: .customLong("tag"), help: ArgumentHelp("A tag of the group. Can be given again.", valueName: "name=value"))
  var tags: [NamedValue] = []

  @Option(
    help: ArgumentHelp("How long a record stays true, such as 30d or 12h. (default: for ever)", valueName: "time"))
  var ttl: String?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (file == nil) != (query == nil) else { throw ValidationError("Give one of --file and --query.") }
    guard query == nil || (group != nil && recordIdentifier != nil) else {
      throw ValidationError("--query goes with the name of the group and --record-identifier.")
    }
  }

  func run() throws {
    let stockroom = try options.open()
    let definition = try definition(stockroom)
    let isNew = try stockroom.features.create(definition, pipeline: nil)
    print(
      isNew
        ? "feature group \(definition.name) created with \(definition.features.count) features"
        : "feature group \(definition.name) is there already, the same")
  }

  private func definition(_ stockroom: Stockroom) throws -> FeatureGroup {
    let ttl = try ttl.map(TimeToLive.init(parsing:))
    let given = Dictionary(tags.pairs.map { ($0.name, $0.value) }) { $1 }
    if let file {
      let known = try GroupFile(path: file).group
      return FeatureGroup(
        name: group ?? known.name, recordIdentifier: known.recordIdentifier, eventTime: known.eventTime,
        features: known.features, summary: description ?? known.summary, tags: known.tags.merging(given) { $1 },
        timeToLive: ttl ?? known.timeToLive, source: known.source)
    }
    return FeatureGroup(
      name: group ?? "", recordIdentifier: recordIdentifier ?? "", eventTime: eventTime,
      features: try stockroom.features.features(ofQuery: query ?? ""), summary: description, tags: given,
      timeToLive: ttl, source: query)
  }
}

struct FeaturesUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Add features to a group, or change its description, tags, time to live or source.",
    discussion: "Nothing is renamed, removed or given another type. Records that are there have NULL in new features.")

  @Argument(help: "The feature group.")
  var group: String

  @Option(
    name: .customLong("add"),
    help: ArgumentHelp(
      "A feature to add; the type is Integral, Fractional or String. Can be given again.", valueName: "name:type"))
  var added: [String] = []

  @Option(help: "What the group holds.")
  var description: String?

  @Option(name: .customLong("tag"), help: ArgumentHelp("A tag to set. Can be given again.", valueName: "name=value"))
  var tags: [NamedValue] = []

  @Option(name: .customLong("untag"), help: ArgumentHelp("A tag to take away. Can be given again.", valueName: "name"))
  var removedTags: [String] = []

  @Option(help: ArgumentHelp("How long a record stays true, such as 30d; none for ever.", valueName: "time"))
  var ttl: String?

  @Option(help: ArgumentHelp("The query that fills the group.", valueName: "sql"))
  var source: String?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard
      !added.isEmpty || description != nil || !tags.isEmpty || !removedTags.isEmpty || ttl != nil || source != nil
    else { throw ValidationError("Say what is to change: --add, --description, --tag, --untag, --ttl or --source.") }
  }

  func run() throws {
    let store = try options.existing().features
    let before = try store.existingGroup(group).features.count
    let change = FeatureStore.GroupChange(
      added: try added.map(Feature.init(parsing:)), summary: description,
      tags: Dictionary(tags.pairs.map { ($0.name, $0.value) }) { $1 }, removedTags: removedTags,
      timeToLive: try ttl.map { $0 == "none" ? nil : try TimeToLive(parsing: $0) }, source: source)
    let now = try store.update(group, change)
    let added = now.features.count - before
    print("feature group \(group): \(added) \(added == 1 ? "feature" : "features") added, \(now.features.count) in all")
  }
}

struct FeaturesDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a feature group with all its records and their history.")

  @Argument(help: "The feature group.")
  var group: String

  @Flag(help: "Yes, delete it. Without this nothing happens.")
  var yes = false

  @Flag(help: "Also where a dataset was noted that needs the group to be made again.")
  var force = false

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let store = try options.existing().features
    _ = try store.existingGroup(group)
    guard yes else { throw ValidationError("This cannot be undone: add --yes to delete feature group \(group).") }
    try store.delete(group, force: force)
    print("feature group \(group) deleted")
  }
}

struct FeaturesSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find features by name, description, group or tag across all groups.")

  @Argument(help: "The word to look for, in any case of its letters.")
  var text: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(of: "feature_search", [("text", text)], as: format.format)
  }
}
