import ArgumentParser
import FeatureStore
import Operations

struct FeaturesUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Bring a group to its definition file, or change single things of it.",
    discussion: """
      Features can be added, described and given other ranges; description, tags, time to live and source of the group can \
      be changed. Nothing is renamed, removed or given another type. Records that are there have NULL in new features, and \
      a range that they break is refused. With --file, options change what the file says.
      """)

  @Argument(help: "The feature group.")
  var group: String

  @Option(help: ArgumentHelp("The definition in YAML that the group is to have.", valueName: "file"))
  var file: String?

  @Option(
    name: .customLong("add"),
    help: ArgumentHelp(
      "A feature to add; the type is Integral, Fractional or String. Can be given again.", valueName: "name:type"))
  var added: [String] = []

  @Option(
    name: .customLong("range"),
    help: ArgumentHelp(
      "The numbers that a feature lets in, as in wind=0..60 or wind=0..; wind=.. lets all in. Can be given again.",
      valueName: "name=min..max"))
  var ranges: [String] = []

  @Option(
    name: .customLong("describe"),
    help: ArgumentHelp(
      """
      What a feature means; no text takes its description away. Where a name holds =, the longest name that fits counts. \
      Can be given again.
      """, valueName: "name=text"))
  var meanings: [String] = []

  @Option(
    name: .customLong("require"),
    help: ArgumentHelp("A feature that is to have a value in every record. Can be given again.", valueName: "name"))
  var required: [String] = []

  @Option(
    name: .customLong("optional"),
    help: ArgumentHelp("A feature that may be NULL from now on. Can be given again.", valueName: "name"))
  var optional: [String] = []

  @Option(help: "What the group holds.")
  var description: String?

  @Flag(name: .customLong("no-description"), help: "Take the group's description away.")
  var removesDescription = false

  @Option(name: .customLong("tag"), help: ArgumentHelp("A tag to set. Can be given again.", valueName: "name=value"))
  var tags: [NamedValue] = []

  @Option(name: .customLong("untag"), help: ArgumentHelp("A tag to take away. Can be given again.", valueName: "name"))
  var removedTags: [String] = []

  @Option(help: ArgumentHelp("How long a record stays true, such as 30d; none for ever.", valueName: "time"))
  var ttl: String?

  @Option(help: ArgumentHelp("The query that fills the group, which gives its features.", valueName: "sql"))
  var source: String?

  @Flag(name: .customLong("no-source"), help: "Take the group's source query away.")
  var removesSource = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard hasChange else {
      throw ValidationError(
        """
        Say what is to change: --file FILE, or --add, --range, --describe, --require, --optional, --description, --tag, \
        --untag, --ttl or --source.
        """)
    }
    guard description == nil || !removesDescription else {
      throw ValidationError("Give --description or --no-description, not both.")
    }
    guard source == nil || !removesSource else { throw ValidationError("Give --source or --no-source, not both.") }
    guard description != "" else {
      throw ValidationError("--description takes a text; --no-description takes it away.")
    }
    guard source != "" else { throw ValidationError("--source takes a query; --no-source takes it away.") }
    if let name = Set(required).intersection(optional).sorted().first {
      throw ValidationError("Give --require \(name) or --optional \(name), not both.")
    }
    if let name = Set(tags.map(\.name)).intersection(removedTags).sorted().first {
      throw ValidationError("Give --tag \(name)=… or --untag \(name), not both.")
    }
  }

  private var hasChange: Bool {
    file != nil || description != nil || removesDescription || ttl != nil || source != nil || removesSource
      || ![added, ranges, required, optional, removedTags].allSatisfy(\.isEmpty) || !meanings.isEmpty || !tags.isEmpty
  }

  func run() throws {
    let store = try options.existing().features
    let definition = try file.map { try GroupFile(path: $0).group.named(group) }
    let change = try change(of: definition ?? store.existingGroup(group))
    let update =
      if let file, let definition {
        try store.update(group, to: change.applied(to: definition), from: .file(file))
      } else {
        try store.update(group, change)
      }
    let count = update.group.features.count
    print(
      update.changes.isEmpty
        ? "feature group \(group): nothing changed"
        : "feature group \(group) changed, \(count) \(count == 1 ? "feature" : "features") now")
    for line in update.changes { print("  \(line)") }
    for note in update.notes { Message.write("note: \(note)") }
  }

  private func change(of group: FeatureGroup) throws -> FeatureStore.GroupChange {
    let added = try added.map(Feature.init(parsing:))
    let names = Set((group.features + added).map { $0.name.lowercased() })
    return FeatureStore.GroupChange(
      added: added, meanings: Dictionary(try meanings.map { try Self.meaning($0, of: names) }) { $1 },
      ranges: Dictionary(try ranges.map(Self.range)) { $1 },
      requirements: Dictionary(required.map { ($0, true) } + optional.map { ($0, false) }) { $1 },
      summary: removesDescription ? .some(nil) : description.map { .some($0) },
      tags: Dictionary(tags.map { ($0.name, $0.value) }) { $1 }, removedTags: removedTags,
      timeToLive: try ttl.map { $0 == "none" ? nil : try TimeToLive(parsing: $0, of: "--ttl") },
      source: removesSource ? .some(nil) : source.map { .some($0) })
  }

  /// `NAME=TEXT`. Both may hold equals signs: the longest name that there is counts.
  private static func meaning(_ text: String, of names: Set<String>) throws -> (String, String?) {
    let places = text.indices.filter { text[$0] == "=" && $0 > text.startIndex }
    guard let equals = places.last(where: { names.contains(text[..<$0].lowercased()) }) ?? places.first else {
      throw ValidationError("--describe takes NAME=TEXT, such as wind='in m/s'; found \"\(text)\".")
    }
    let meaning = String(text[text.index(after: equals)...])
    return (String(text[..<equals]), meaning.isEmpty ? nil : meaning)
  }

  /// `NAME=MINIMUM..MAXIMUM`; a name may hold equals signs, a range cannot.
  private static func range(_ text: String) throws -> (String, ValueRange) {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
      throw ValidationError("--range takes NAME=MINIMUM..MAXIMUM, such as wind=0..60; found \"\(text)\".")
    }
    return (String(text[..<equals]), try ValueRange(parsing: String(text[text.index(after: equals)...])))
  }
}
