import ArgumentParser
import Events
import Operations
import Warehouse

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Look at the rules over events, and change them.",
    subcommands: [
      RulesListCommand.self, RulesPutCommand.self, RulesEnableCommand.self, RulesDisableCommand.self,
      RulesRemoveCommand.self,
    ])
}

struct RulesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the rules with their targets.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().printRows(of: "event_rules", as: format.format) }
}

struct RulesPutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put",
    abstract: "Make a rule, or replace the one of that name.",
    discussion: """
      Patterns are those of Amazon EventBridge. A rule may start several things; each option for one can be given again.
      """)

  @Argument(help: "The name of the rule.")
  var name: String

  @Option(help: ArgumentHelp("The pattern, as JSON.", valueName: "json"))
  var pattern: String?

  @Option(help: ArgumentHelp("A file with the pattern.", valueName: "file"))
  var patternFile: String?

  @Option(help: "What the rule is for.")
  var description: String?

  @Flag(help: "Make it without putting it in force.")
  var disabled = false

  @Option(help: ArgumentHelp("Send a message to this topic.", valueName: "topic"))
  var notify: [String] = []

  @Flag(help: "Bring decisions about model versions to their endpoint.")
  var deploy = false

  @Option(help: "Run this pipeline.")
  var pipeline: [String] = []

  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp("A value for a parameter of the pipelines. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @Option(help: ArgumentHelp("Post the event to this address.", valueName: "url"))
  var webhook: [String] = []

  @Option(help: "What the webhooks get: event, message or slack.")
  var webhookFormat: String?

  @Option(help: ArgumentHelp("The environment variable with the secret that signs the webhooks.", valueName: "name"))
  var secretEnv: String?

  @Option(help: ArgumentHelp("The file with the secret that signs the webhooks.", valueName: "file"))
  var secretFile: String?

  @Option(
    help: ArgumentHelp(
      "Run a program: a JSON array of it and its arguments, such as '[\"sh\", \"notify.sh\"]'. It gets the event on standard input.",
      valueName: "json"))
  var command: [String] = []

  @Option(help: ArgumentHelp("When a webhook or a program is given up.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: "How often a delivery is tried before it is given up.")
  var maxAttempts = 12

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard (pattern == nil) != (patternFile == nil) else {
      throw ValidationError("Give one of --pattern and --pattern-file.")
    }
    guard secretEnv == nil || secretFile == nil else {
      throw ValidationError("Give one of --secret-env and --secret-file.")
    }
    guard !notify.isEmpty || deploy || !pipeline.isEmpty || !webhook.isEmpty || !command.isEmpty else {
      throw ValidationError("Give at least one of --notify, --deploy, --pipeline, --webhook and --command.")
    }
  }

  func run() throws {
    let text = try pattern ?? TextFile.read(patternFile ?? "")
    let rule = try EventRule(
      name: name, description: description, pattern: text, isEnabled: !disabled, targets: try targets())
    try options.open().rules.put(rule)
  }

  private func targets() throws -> [RuleTarget] {
    var targets: [RuleTarget] = []
    func add(_ kind: TargetKind, _ settings: [String: JSONValue?]) throws {
      let number = targets.count { $0.kind == kind } + 1
      targets.append(
        try RuleTarget(
          id: number == 1 ? kind.rawValue : "\(kind.rawValue)-\(number)", kind: kind,
          settings: .object(settings.compactMapValues(\.self)), maxAttempts: maxAttempts))
    }
    let seconds = timeout.map { JSONValue.number($0) }
    for topic in notify { try add(.notify, ["topic": .string(topic)]) }
    if deploy { try add(.deploy, [:]) }
    let values = Dictionary(parameters.map { ($0.name, JSONValue.string($0.value)) }) { $1 }
    for pipeline in pipeline {
      try add(.pipeline, ["pipeline": .string(pipeline), "parameters": values.isEmpty ? nil : .object(values)])
    }
    for url in webhook {
      try add(
        .webhook,
        [
          "url": .string(url), "format": webhookFormat.map(JSONValue.string),
          "secret_env": secretEnv.map(JSONValue.string), "secret_file": secretFile.map(JSONValue.string),
          "timeout_seconds": seconds,
        ])
    }
    for command in command {
      try add(
        .command, ["command": JSONValue(parsing: command, subject: "--command"), "timeout_seconds": seconds])
    }
    return targets
  }
}

struct RulesEnableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "enable", abstract: "Put a rule in force.")

  @Argument(help: "The rule.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().rules.setEnabled(true, rule: name) }
}

struct RulesDisableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable", abstract: "Put a rule out of force; deliveries that wait still go out.")

  @Argument(help: "The rule.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().rules.setEnabled(false, rule: name) }
}

struct RulesRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a rule; deliveries that wait are cancelled.")

  @Argument(help: "The rule.")
  var name: String

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().rules.remove(name) }
}
