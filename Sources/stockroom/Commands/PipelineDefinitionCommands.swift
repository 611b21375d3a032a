import ArgumentParser
import Foundation
import Operations
import Pipelines
import Warehouse

struct PipelineUpsertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upsert",
    abstract: "Store a pipeline's definition as a version.",
    discussion: """
      Without --definition, pipeline.yml and the SQL beside it. With it, a JSON definition in the shape of SageMaker's is \
      written to sql/pipelines of the project first, in place of the files there. These are stored as a version before. A \
      definition that lacks some of the scripts there is refused, unless --force says that they are to go.
      """)

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(help: ArgumentHelp("A JSON definition; - for standard input.", valueName: "file"))
  var definition: String?

  @Flag(help: "Remove the scripts of the project that the definition lacks.")
  var force = false

  @OptionGroup var options: WarehouseOptions

  func validate() throws {
    guard !force || definition != nil else { throw ValidationError("--force goes with --definition.") }
  }

  func run() throws {
    // What is not there makes no warehouse.
    let json = try definition.map(DefinitionText.read)
    if json == nil { _ = try PipelineFile(pipeline, in: options.library) }
    let stockroom = try options.open()
    if let definition, let json { try write(json, origin: definition, stockroom) }
    let file = try PipelineFile(pipeline, in: options.library)
    try stockroom.executor.validate(file)
    let stored = try StoredDefinitions(stockroom.warehouse).store(file)
    print("\(pipeline) version \(stored.version)\(stored.isNew ? "" : ", unchanged")")
  }

  private func write(_ json: String, origin: String, _ stockroom: Stockroom) throws {
    guard Identifier.isPlain(pipeline) else {
      throw PipelineError(
        code: "pipeline-name", subject: "pipeline \(pipeline)", expected: "letters, digits and underscores",
        found: "\"\(pipeline)\"", remedy: "choose another name")
    }
    try DefinitionFolder(pipeline: pipeline, project: options.projectRoot, library: options.library).replace(
      with: PipelineFile.files(fromJSON: json, origin: origin, named: pipeline), isForced: force,
      storedIn: StoredDefinitions(stockroom.warehouse), check: { _ = try stockroom.executor.validate($0) })
  }
}

/// The text of a definition on the command line.
enum DefinitionText {
  static func read(_ path: String) throws -> String {
    let data = path == "-" ? try FileHandle.standardInput.readToEnd() : FileManager.default.contents(atPath: path)
    guard let data else {
      throw WarehouseError(
        code: "missing-file", subject: path, expected: "a JSON definition", found: "nothing there",
        remedy: "check the path and its permissions")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

struct PipelineValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check a pipeline's files without running anything.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existingOrNone()
    let file = try PipelineFile(pipeline, in: options.library)
    for note in try stockroom.executor.validate(file) { Message.write("not checked: \(note)") }
    let definition = try file.definition()
    print(
      "\(pipeline): \(definition.steps.count) steps, \(definition.parameters.count) parameters, \(file.scripts.count) scripts"
    )
  }
}

struct PipelineDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Show the parameters, steps and stored versions of a pipeline.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(help: ArgumentHelp("A stored version, rather than the files as they are.", valueName: "number"))
  var version: Int?

  @Flag(help: "The whole definition as JSON in the shape of SageMaker's, SQL included.")
  var json = false

  @OptionGroup var format: FormatOption
  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try version == nil ? options.existingOrNone() : options.existing()
    let file =
      try version.map { try StoredDefinitions(stockroom.warehouse).file(pipeline, version: $0) }
      ?? PipelineFile(pipeline, in: options.library)
    if json { return print(try file.definitionJSON) }
    let definition = try file.definition()
    var rows: [[SQLValue]] = definition.parameters.map {
      [.text("parameter"), .text($0.name), .text("\($0.type.rawValue) = \($0.defaultValue)"), .text($0.meaning ?? "")]
    }
    rows += definition.steps.map { step in
      let graph =
        (step.dependsOn.isEmpty ? [] : ["after \(step.dependsOn.joined(separator: ", "))"])
        + (step.ifSteps.isEmpty ? [] : ["if: \(step.ifSteps.joined(separator: ", "))"])
        + (step.elseSteps.isEmpty ? [] : ["else: \(step.elseSteps.joined(separator: ", "))"])
      return [.text("step"), .text(step.name), .text(step.type), .text(graph.joined(separator: "; "))]
    }
    rows += file.scripts.sorted { $0.key < $1.key }.map {
      [.text("script"), .text($0.key), .text(""), .text($0.value.question)]
    }
    let query = try Stockroom.Query(
      script: "operations/pipeline_versions.sql", in: stockroom.warehouse.scripts, parameters: [("pipeline", pipeline)])
    if stockroom.warehouse.isThere {
      rows += try stockroom.ask(query, keepsHistory: false) { cursor in
        let versions = try cursor.allRows()
        return (versions.count, versions)
      }
    }
    try RowPrinter.print(columns: ["kind", "name", "value", "meaning"], rows: rows, as: format.format)
  }
}

struct PipelineDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between a stored version of a pipeline and its files, or another version.")

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(name: .customLong("from"), help: ArgumentHelp("A stored version. (default: the newest)", valueName: "number"))
  var first: Int?

  @Option(
    name: .customLong("to"), help: ArgumentHelp("Another one. (default: the files as they are)", valueName: "number"))
  var second: Int?

  @OptionGroup var options: WarehouseOptions

  func run() throws {
    let stockroom = try options.existing()
    let stored = StoredDefinitions(stockroom.warehouse)
    let old = try stored.file(pipeline, version: first).texts
    let new =
      try second.map { try stored.file(pipeline, version: $0).texts }
      ?? PipelineFile(pipeline, in: options.library).texts
    if old == new { Message.write("no difference") }
    for name in Set(old.keys).union(new.keys).sorted() {
      print(LineDifference.text(name, from: old[name], to: new[name]), terminator: "")
    }
  }
}
