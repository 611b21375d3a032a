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

struct FeaturesCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Create a feature group from a definition file or from a query's columns.",
    discussion: """
      Creating the same group again changes nothing; creating one that differs in anything under its name is refused with \
      every difference and the command that migrates it. With --query the query is kept: `stockroom features ingest GROUP` \
      runs it.
      """)

  @Argument(help: "The feature group; with --file, the name in the file where it is left out.")
  var group: String?

  @Option(help: ArgumentHelp("A definition in YAML.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("A query whose columns become the features.", valueName: "sql"))
  var query: String?

  @Option(help: ArgumentHelp("With --query: the column that identifies a record.", valueName: "column"))
  var recordIdentifier: String?

  @Option(
    help: ArgumentHelp(
      "With --query: the column that says when a record is true. (default: event_time)", valueName: "column"))
  var eventTime: String?

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
    guard description != "" else { throw ValidationError("--description takes a text; leave it out for none.") }
    switch (file, query) {
    case (nil, nil):
      throw ValidationError(
        "Say what the group is made of: --file FILE, or --query SQL with --record-identifier COLUMN.")
    case (_?, _?): throw ValidationError("Give --file or --query, not both.")
    case (_?, nil):
      guard recordIdentifier == nil, eventTime == nil else {
        throw ValidationError(
          "--record-identifier and --event-time go with --query; a file names them itself: leave them out.")
      }
    case (nil, _?):
      guard group != nil else {
        throw ValidationError("--query goes with the name of the group: `features create NAME`.")
      }
      guard recordIdentifier != nil else {
        throw ValidationError("--query goes with --record-identifier COLUMN, the column that identifies a record.")
      }
    }
  }

  func run() throws {
    let stockroom = try options.open()
    let definition = try definition(stockroom)
    let isNew = try stockroom.features.create(definition, pipeline: nil, from: origin)
    let count = definition.features.count
    print(
      isNew
        ? "feature group \(definition.name) created with \(count) \(count == 1 ? "feature" : "features")"
        : "feature group \(definition.name) is there already, the same")
  }

  /// The options that are laid over a file, as somebody would type them.
  private var origin: DefinitionOrigin {
    guard let file else { return .query }
    return .file(
      file,
      options: [("--description", description), ("--ttl", ttl)].compactMap { name, value in
        value.map { ShellWord.option(name, $0) }
      } + tags.map { ShellWord.option("--tag", "\($0.name)=\($0.value)") })
  }

  private func definition(_ stockroom: Stockroom) throws -> FeatureGroup {
    let ttl = try ttl.map { try TimeToLive(parsing: $0, of: "--ttl") }
    let given = Dictionary(tags.pairs.map { ($0.name, $0.value) }) { $1 }
    if let file {
      let known = try GroupFile(path: file).group
      return FeatureGroup(
        name: group ?? known.name, recordIdentifier: known.recordIdentifier, eventTime: known.eventTime,
        features: known.features, summary: description ?? known.summary, tags: known.tags.merging(given) { $1 },
        timeToLive: ttl ?? known.timeToLive, source: known.source)
    }
    return FeatureGroup(
      name: group ?? "", recordIdentifier: recordIdentifier ?? "", eventTime: eventTime ?? "event_time",
      features: try stockroom.features.features(ofQuery: query ?? ""), summary: description, tags: given,
      timeToLive: ttl, source: query)
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
    guard yes else {
      throw ValidationError("This cannot be undone: add --yes to delete feature group \(group) with all its records.")
    }
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

  func validate() throws {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("Give a word to look for; `stockroom features list` shows all groups.")
    }
  }

  func run() throws {
    try options.existing().printRows(of: "feature_search", [("text", text)], as: format.format)
  }
}
