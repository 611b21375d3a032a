import ArgumentParser
import Endpoints
import Operations
import Warehouse

/// The options that say how an endpoint serves its model.
struct EndpointSettingsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many requests may run at once; more get 429.", valueName: "requests"))
  var maxConcurrency: Int?

  @Option(help: ArgumentHelp("The most memory that the model may take.", valueName: "megabytes"))
  var memoryMb: Int?

  @Option(help: ArgumentHelp("Unload the model after so long without a request; 0 keeps it.", valueName: "seconds"))
  var idleSeconds: Int?

  @Option(help: ArgumentHelp("How many of a hundred requests are captured.", valueName: "percent"))
  var capturePercent: Double?

  @Option(help: "Why; kept in the history.")
  var reason: String?

  var change: EndpointSettingsChange {
    EndpointSettingsChange(
      maxConcurrency: maxConcurrency, memorySizeMB: memoryMb, idleSeconds: idleSeconds, capturePercent: capturePercent)
  }
}

struct EndpointCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create an endpoint that serves an approved model version.")

  @Argument(help: "The name of the new endpoint.")
  var endpoint: String

  @Option(help: "The model package group.")
  var group: String

  @Option(name: .customLong("model-version"), help: "The model version. (default: the newest approved)")
  var modelVersion: Int?

  @OptionGroup var settings: EndpointSettingsOptions
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    if let known = try stockroom.endpoints.endpoints().first(where: { $0.name == endpoint }) {
      throw EndpointError(
        code: "endpoint-exists", subject: "endpoint \(endpoint)", expected: "a name that is free",
        found: "an endpoint, \(known.status.rawValue)", remedy: "`stockroom endpoint deploy` gives it another model")
    }
    let version = try modelVersion ?? stockroom.deployment.newestApprovedVersion(of: group)
    EndpointMessage.write(
      try stockroom.deployment.deploy(
        group, version: version, to: endpoint, settings: settings.change, reason: settings.reason))
  }
}

struct EndpointDeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy",
    abstract: "Put an approved model version into service, or change how it is served.",
    discussion: """
      The version is loaded, checked and tried before it serves; where that fails, the old one stays. A server that \
      runs takes it over without dropping a request. Deploying what serves already changes nothing. Where only settings \
      are given, the model that serves stays.
      """)

  @Argument(help: "The endpoint; it is created where there is none.")
  var endpoint: String

  @Option(help: "The model package group. (default: the one that serves)")
  var group: String?

  @Option(name: .customLong("model-version"), help: "The model version. (default: the newest approved)")
  var modelVersion: Int?

  @OptionGroup var settings: EndpointSettingsOptions
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    EndpointMessage.write(
      try options.existing().deployment.deploy(
        asked: endpoint, group: group, version: modelVersion, settings: settings.change, reason: settings.reason))
  }
}
