import ArgumentParser
import ModelRegistry
import Operations
import Warehouse

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look at registered models, bring in others.",
    subcommands: [ModelListCommand.self, ModelShowCommand.self, ModelTreesCommand.self, ModelImportCommand.self])
}

struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the model versions with their main metrics, the newest first.")

  @Option(help: "Only the versions of this model package group.")
  var group: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    try options.existing().printRows(of: "models", [("group", group)], as: format.format)
  }
}

struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a model version: metrics, features, decisions, where it came from.")

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "The version. (default: the newest)")
  var version: Int?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let package = try options.existing().models.package(group, version: version)
    var rows: [[SQLValue]] = [
      ["model", "group", package.group], ["model", "version", String(package.version)],
      ["model", "approval_status", package.status.rawValue], ["model", "registered_at", package.registeredAt],
      ["model", "artifact", "objects/\(package.artifact)"], ["model", "sha256", package.artifactHash],
      ["model", "run", package.run ?? ""], ["model", "execution", package.execution ?? ""],
      ["model", "endpoint", package.endpoint ?? ""], ["model", "label", package.label],
      ["model", "features", package.featureColumns.joined(separator: ", ")],
    ].map { $0.map(SQLValue.text) }
    rows += package.metrics.map { [.text("metric"), .text($0.name), $0.value.map(SQLValue.real) ?? .null] }
    rows += package.decisions.map { decision in
      let reason = decision.reason.map { ", \($0)" } ?? ""
      return [.text("decision"), .text(decision.at), .text("\(decision.status) by \(decision.by)\(reason)")]
    }
    try RowPrinter.print(columns: ["kind", "name", "value"], rows: rows, as: format.format)
  }
}
