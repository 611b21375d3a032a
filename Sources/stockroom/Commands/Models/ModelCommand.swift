import ArgumentParser
import ModelRegistry
import Operations
import Warehouse

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look at registered models, decide about them, bring in others.",
    subcommands: [
      ModelListCommand.self, ModelShowCommand.self, ModelApproveCommand.self, ModelRejectCommand.self,
      ModelReopenCommand.self, ModelArchiveCommand.self, ModelAliasCommand.self, ModelVerifyCommand.self,
      ModelDownloadCommand.self, ModelCompareCommand.self, ModelFourEyesCommand.self,
      ModelTreesCommand.self, ModelImportCommand.self,
    ])
}

struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the model versions with their main metrics, the newest first.")

  @Option(help: "Only the versions of this model package group.")
  var group: String?

  @Flag(help: "Also those in the archive.")
  var archived = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(
      of: "models", [("group", group), ("archived", archived ? "1" : "0")], as: format.format)
  }
}

/// Which version of a group a command is about.
struct ModelArguments: ParsableArguments {
  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "The version: a number, an alias such as champion, or latest.")
  var version: String

  func package(in stockroom: Stockroom) throws -> ModelPackage {
    try stockroom.models.package(group, named: version)
  }
}

struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a model version: metrics, features, decisions, where it came from.")

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "The version: a number, an alias such as champion, or latest.")
  var version = "latest"

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let package = try options.existing().models.package(group, named: version)
    var rows: [[SQLValue]] = [
      ["model", "group", package.group], ["model", "version", String(package.version)],
      ["model", "approval_status", package.status.rawValue], ["model", "registered_at", package.registeredAt],
      ["model", "archived_at", package.archivedAt ?? ""],
      ["model", "aliases", package.aliases.joined(separator: ", ")],
      ["model", "artifact", "objects/\(package.artifact)"], ["model", "sha256", package.artifactHash],
      ["model", "run", package.run ?? ""], ["model", "execution", package.execution ?? ""],
      ["model", "pipeline", package.pipeline ?? ""], ["model", "endpoint", package.endpoint ?? ""],
      ["model", "label", package.label], ["model", "features", package.featureColumns.joined(separator: ", ")],
      ["model", "training_data_sha256", package.trainingDataHash ?? ""],
    ].map { $0.map(SQLValue.text) }
    rows += package.metrics.map { [.text("metric"), .text($0.name), $0.value.map(SQLValue.real) ?? .null] }
    rows += package.parameters.map { [.text("parameter"), .text($0.name), .text($0.value)] }
    if let example = package.inputExample {
      rows += example.features.map { [.text("example"), .text($0.name), $0.value] }
      rows.append([.text("example"), .text("prediction"), .real(example.prediction)])
    }
    rows += package.reports.keys.sorted().map { [.text("report"), .text($0), .text(package.reports[$0] ?? "")] }
      .filter { _ in format.format == .json }
    rows += package.decisions.map { decision in
      let reason = decision.reason.map { ", \($0)" } ?? ""
      return [.text("decision"), .text(decision.at), .text("\(decision.status) by \(decision.by)\(reason)")]
    }
    try RowPrinter.print(columns: ["kind", "name", "value"], rows: rows, as: format.format)
  }
}
