import ArgumentParser
import Endpoints
import ModelRegistry
import Operations
import Warehouse

struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint",
    abstract: "Serve approved models under a fixed name.",
    subcommands: [
      EndpointListCommand.self, EndpointShowCommand.self, EndpointCreateCommand.self, EndpointDeployCommand.self,
      EndpointRollbackCommand.self, EndpointHistoryCommand.self, EndpointInvokeCommand.self,
      EndpointTransformCommand.self, EndpointActualsCommand.self, EndpointDeleteCommand.self,
    ])
}

struct EndpointListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the endpoints with their state and the model each serves.")

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(of: "endpoints", as: format.format)
  }
}

struct EndpointShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an endpoint: state, model, settings, the features to send.")

  @Argument(help: "The endpoint.")
  var endpoint: String

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let record = try stockroom.endpoints.endpoint(endpoint)
    var rows: [[SQLValue]] = [
      ["endpoint", "name", record.name], ["endpoint", "status", record.status.rawValue],
      ["endpoint", "created_at", record.createdAt], ["endpoint", "updated_at", record.updatedAt],
      ["endpoint", "failure_reason", record.failureReason ?? ""],
    ].map { $0.map(SQLValue.text) }
    if let config = record.config {
      let package = try stockroom.models.package(config.group, version: config.modelVersion)
      let settings = config.settings
      rows += [
        [.text("model"), .text("group"), .text(config.group)],
        [.text("model"), .text("version"), .integer(Int64(config.modelVersion))],
        [.text("model"), .text("label"), .text(package.label)],
        [.text("model"), .text("features"), .text(package.featureColumns.joined(separator: ", "))],
        [.text("config"), .text("version"), .integer(Int64(config.version))],
        [.text("config"), .text("max_concurrency"), .integer(Int64(settings.maxConcurrency))],
        [.text("config"), .text("memory_size_mb"), .integer(Int64(settings.memorySizeMB))],
        [.text("config"), .text("idle_seconds"), .integer(Int64(settings.idleSeconds))],
        [.text("config"), .text("capture_percent"), .real(settings.capturePercent)],
      ]
    }
    try RowPrinter.print(columns: ["kind", "name", "value"], rows: rows, as: format.format)
  }
}

struct EndpointHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show every change of an endpoint's state, the newest first.")

  @Argument(help: "The endpoint; it may be deleted.")
  var endpoint: String

  @Option(help: "At most so many.")
  var limit = 20

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func validate() throws { try RowLimit.check(limit, "--limit") }

  func run() throws {
    let stockroom = try options.existing()
    try stockroom.endpoints.demandHistory(of: endpoint)
    try stockroom.printRows(
      of: "endpoint_history", [("endpoint", endpoint), ("limit", String(limit))], as: format.format)
  }
}

struct EndpointRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Go back to the configuration that served before.",
    discussion: "The newest earlier one that served another model, still approved; or the one that --config names.")

  @Argument(help: "The endpoint.")
  var endpoint: String

  @Option(help: ArgumentHelp("The configuration to go back to.", valueName: "number"))
  var config: Int?

  @Option(help: "Why; kept in the history.")
  var reason: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let outcome = try options.existing().deployment.rollBack(endpoint, to: config, reason: reason)
    EndpointMessage.write(outcome)
  }
}

struct EndpointDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Take an endpoint out of service. Its history stays.")

  @Argument(help: "The endpoint.")
  var endpoint: String

  @Option(help: "Why; kept in the history.")
  var reason: String?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().deployment.delete(endpoint, reason: reason)
    print("\(endpoint) deleted")
  }
}

/// What a deployment came to, in a line.
enum EndpointMessage {
  static func write(_ outcome: EndpointDeployment.Outcome) {
    let endpoint = outcome.endpoint
    if let config = endpoint.config, !outcome.comparedExample {
      Message.write(
        "\(config.group) version \(config.modelVersion) has no input example: its prediction was not compared")
    }
    guard let config = endpoint.config else { return print("\(endpoint.name): \(endpoint.status.rawValue)") }
    let serves = "\(config.group) version \(config.modelVersion), configuration \(config.version)"
    print(
      "\(endpoint.name): \(endpoint.status.rawValue), serves \(serves)\(outcome.changed ? "" : " (nothing changed)")")
  }
}
