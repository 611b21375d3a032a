import ArgumentParser
import Foundation
import ModelRegistry
import Operations
import Warehouse

struct ModelArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Put a model version into the archive: lists leave it out, nobody can approve it."
  )

  @OptionGroup var model: ModelArguments

  @Flag(help: "Take it out again.")
  var undo = false

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let package = try model.package(in: stockroom)
    let hasChanged = try stockroom.models.archive(package.group, version: package.version, undo: undo)
    let state = undo ? "out of the archive" : "in the archive"
    Message.write("\(package.group) version \(package.version) is \(state)\(hasChanged ? "" : " already")")
  }
}

struct ModelAliasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alias",
    abstract: "Let an alias such as champion or challenger name a model version.",
    discussion: "Without a version it prints the version that the alias names.")

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "The alias.")
  var alias: String

  @Argument(help: "The version: a number, another alias, or latest.")
  var version: String?

  @Flag(help: "Take the alias away.")
  var remove = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !remove || version == nil else { throw ValidationError("--remove takes no version.") }
  }

  func run() throws {
    let models = try options.existing().models
    if remove { return try models.removeAlias(alias, group) }
    guard let version else { return print(try models.package(group, named: alias).version) }
    let package = try models.package(group, named: version)
    let before = try models.setAlias(alias, group, version: package.version)
    let change = before.map { $0 == package.version ? " already" : ", before version \($0)" } ?? ""
    Message.write("\(alias) is \(group) version \(package.version)\(change)")
  }
}

struct ModelVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the artifacts of model versions with their registered checksums.",
    discussion: "Ends with exit code 3 where an artifact is damaged or missing.")

  @Argument(help: "The model package group. (default: every group)")
  var group: String?

  @Argument(help: "The version: a number, an alias, or latest. (default: every version)")
  var version: String?

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let models = try options.existing().models
    let packages: [ModelPackage] =
      if let group, let version { [try models.package(group, named: version)] } else {
        try (group.map { [$0] } ?? models.groups()).flatMap { group in
          try (1...models.package(group, version: nil).version).map { try models.package(group, version: $0) }
        }
      }
    let results = try packages.map { try ($0, models.verify($0)) }
    try RowPrinter.print(
      columns: ["model_package_group_name", "version", "state", "artifact", "sha256"],
      rows: results.map { package, result in
        let state = result.isIntact ? "intact" : result.foundHash == nil ? "missing" : "damaged"
        return [
          .text(package.group), .integer(Int64(package.version)), .text(state), .text("objects/\(package.artifact)"),
          .text(package.artifactHash),
        ]
      }, as: format.format)
    let damaged = results.count { !$0.1.isIntact }
    if damaged > 0 {
      throw ConditionNotMet(
        description: "\(damaged) of \(results.count) artifacts damaged or missing: restore them from a backup")
    }
  }
}

struct ModelDownloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download", abstract: "Copy the model.tar.gz of a model version to a file, after checking it.")

  @OptionGroup var model: ModelArguments

  @Option(name: .customLong("to"), help: ArgumentHelp("The new file, or a directory.", valueName: "path"))
  var path = "."

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    print(try stockroom.models.download(model.package(in: stockroom), to: path).relativePath)
  }
}

struct ModelFourEyesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "four-eyes",
    abstract: "Set whether who started an execution is kept from approving its model.")

  enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
  }

  @Argument(help: "The model package group.")
  var group: String

  @Argument(help: "on or off.")
  var state: Switch

  @OptionGroup var options: WarehouseOptions

  func run() throws { try options.existing().models.setFourEyes(state == .on, group: group) }
}
