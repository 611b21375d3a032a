import ArgumentParser
import Events
import Foundation
import Operations
import Warehouse

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Look at events, the rules over them and the deliveries that they start.",
    subcommands: [
      EventsListCommand.self, EventsShowCommand.self, EventsTailCommand.self, EventsReplayCommand.self,
      EventsTestCommand.self, EventsDeliveriesCommand.self, EventsDeliverCommand.self, EventsRetryCommand.self,
      RulesCommand.self,
    ])
}

struct EventsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the events, the newest first.")

  @Option(help: ArgumentHelp("Only events of this detail-type.", valueName: "detail-type"))
  var type: String?

  @Option(help: ArgumentHelp("Only events from this time on, YYYY-MM-DD or YYYY-MM-DDTHH:MM.", valueName: "time"))
  var since: String?

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    try options.existing().printRows(
      of: "events", [("type", type), ("since", since), ("limit", String(limit))], as: format.format)
  }
}

struct EventsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print an event as the JSON that patterns look at.")

  @Argument(help: "The event: its id, or the first characters of it.")
  var event: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { print(try options.existing().events.event(event).json.description) }
}

struct EventsTailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Print the latest events as JSON, one per line, the oldest first.")

  @Option(name: [.customShort("n"), .customLong("lines")], help: "How many events to begin with.")
  var lines = 10

  @Flag(name: [.short, .long], help: "Go on printing events as they happen, until interrupted.")
  var follow = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard lines >= 0 else { throw ValidationError("--lines takes a number of at least 0.") }
  }

  func run() throws {
    let log = try options.existing().events
    var (events, last) = try log.latest(lines)
    while true {
      for event in events { print(event.json.description) }
      guard follow else { return }
      fflush(nil)
      Thread.sleep(forTimeInterval: 0.5)
      (events, last) = try log.events(after: last)
    }
  }
}

struct EventsReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Match past events against the rules of today and deliver them anew.",
    discussion: """
      What was carried out already is not carried out twice: a decision that has reached its endpoint stays as it is. \
      Messages are sent again.
      """)

  @Argument(help: "One event: its id, or the first characters of it. (default: all that --from and --to choose)")
  var event: String?

  @Option(help: ArgumentHelp("Events from this time on, YYYY-MM-DD or YYYY-MM-DDTHH:MM.", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("Events before this time.", valueName: "time"))
  var to: String?

  @Option(help: "Only what this rule starts.")
  var rule: String?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (event == nil) == (from != nil) else { throw ValidationError("Give an event, or --from and maybe --to.") }
    guard to == nil || from != nil else { throw ValidationError("--to goes with --from.") }
  }

  func run() throws {
    let replay = try options.existing().events.replay(
      EventLog.Selection(event: event, from: from, to: to, rule: rule))
    Message.write("\(replay.events) events, \(replay.deliveries) deliveries; `stockroom events deliver` delivers them")
  }
}

struct EventsTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Say whether an event matches a pattern: true, or false with exit code 3.")

  @Option(help: ArgumentHelp("The pattern, as JSON.", valueName: "json"))
  var pattern: String?

  @Option(help: ArgumentHelp("A file with the pattern.", valueName: "file"))
  var patternFile: String?

  @Option(help: "The pattern of this rule.")
  var rule: String?

  @Option(help: "An event of the log: its id, or the first characters of it.")
  var event: String?

  @Option(help: ArgumentHelp("A file with an event as JSON, or - for standard input.", valueName: "file"))
  var eventFile: String?

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard [pattern, patternFile, rule].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("Give one of --pattern, --pattern-file and --rule.")
    }
    guard (event == nil) != (eventFile == nil) else { throw ValidationError("Give one of --event and --event-file.") }
  }

  func run() throws {
    let text: String =
      if let pattern { pattern } else if let patternFile { try TextFile.read(patternFile) } else {
        try options.existing().rules.rule(rule ?? "").pattern
      }
    let pattern = try EventPattern(parsing: text, subject: rule.map { "rule \($0)" } ?? patternFile ?? "pattern")
    let isMatch: Bool =
      if let eventFile {
        pattern.matches(try JSONValue(parsing: TextFile.read(eventFile), subject: eventFile))
      } else {
        pattern.matches(try options.existing().events.event(event ?? ""))
      }
    print(isMatch)
    if !isMatch { throw ExitCode(3) }
  }
}
