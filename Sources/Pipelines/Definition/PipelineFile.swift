import Foundation
public import Warehouse

/// A pipeline's folder in `sql/pipelines`: `pipeline.yml` and the SQL beside it.
///
/// The keys `pipeline`, `description`, `parameters` and `steps` are read here; all others belong to the steps, which decode
/// them with ``settings(_:parameters:)``. A mapping `{parameter: NAME}` anywhere stands for the value of that parameter.
public struct PipelineFile: Sendable {
  /// The name of the folder and of the pipeline.
  public let name: String
  /// The path of `pipeline.yml`, for messages.
  public let origin: String
  /// The text of `pipeline.yml`.
  public let text: String
  /// The scripts beside it by file name.
  public let scripts: [String: SQLScript]
  /// The declared parameters.
  public let parameters: [PipelineParameter]

  /// Reads the folder of a pipeline.
  /// - Throws: ``PipelineError`` where there is none or its YAML is wrong.
  public init(_ name: String, in library: SQLLibrary) throws {
    let folder = "pipelines/\(name)"
    let paths = library.paths(below: folder)
    guard !name.contains("/"), paths.contains("\(folder)/pipeline.yml") else {
      let known = Self.names(in: library).joined(separator: ", ")
      throw PipelineError(
        code: "unknown-pipeline", subject: "pipeline \(name)", expected: "one of \(known)", found: "no such pipeline",
        remedy: "check the name"
          + (Identifier.isPlain(name) && name.count <= 100
            ? ", or make it with `stockroom pipeline new \(name) --from db.table`" : ""))
    }
    self.name = name
    origin = library.origin(of: "\(folder)/pipeline.yml")
    text = try library.text("\(folder)/pipeline.yml")
    var scripts: [String: SQLScript] = [:]
    for path in paths where path.hasSuffix(".sql") {
      scripts[String(path.dropFirst(folder.count + 1))] = try library.script(path)
    }
    self.scripts = scripts
    parameters = try PipelineYAML(text: text, origin: origin).parameters()
  }

  /// A pipeline as an execution began with it.
  /// - Parameter definition: what ``storedText`` gave then.
  /// - Throws: ``PipelineError`` where the text is damaged.
  init(_ name: String, storedText definition: String) throws {
    guard let parts = try? JSONDecoder().decode([String: String].self, from: Data(definition.utf8)),
      let text = parts["pipeline.yml"],
      let scripts = try? JSONDecoder().decode([String: String].self, from: Data((parts["scripts"] ?? "{}").utf8))
    else {
      throw PipelineError(
        code: "stored-definition", subject: "pipeline \(name)", expected: "pipeline.yml and its scripts",
        found: "another text", remedy: "run the pipeline anew")
    }
    self.name = name
    origin = "sql/pipelines/\(name)/pipeline.yml"
    self.text = text
    self.scripts = try Dictionary(
      uniqueKeysWithValues: scripts.map { file, sql in
        (file, try SQLScript(name: "pipelines/\(name)/\(file)", origin: "sql/pipelines/\(name)/\(file)", text: sql))
      })
    parameters = try PipelineYAML(text: text, origin: origin).parameters()
  }

  /// The whole pipeline as one JSON text: `pipeline.yml` and the scripts.
  var storedText: String {
    get throws { try JSONText.of(["pipeline.yml": text, "scripts": JSONText.of(scripts.mapValues(\.sql))]) }
  }

  /// The names of the pipelines there are.
  public static func names(in library: SQLLibrary) -> [String] {
    library.paths(below: "pipelines").compactMap { path in
      let parts = path.split(separator: "/")
      return parts.count == 3 && parts[2] == "pipeline.yml" ? String(parts[1]) : nil
    }
  }

  /// The script of that file name.
  /// - Throws: ``PipelineError`` where the folder has none.
  public func script(_ fileName: String) throws -> SQLScript {
    guard let script = scripts[fileName] else {
      throw PipelineError(
        code: "missing-script", subject: "pipeline \(name)", expected: "the file sql/pipelines/\(name)/\(fileName)",
        found: scripts.keys.sorted().joined(separator: ", "), remedy: "write the file")
    }
    return script
  }

  /// The definition, with the given values in place of parameters.
  public func definition(_ values: [String: ParameterValue] = [:]) throws -> PipelineDefinition {
    try PipelineYAML(text: text, origin: origin).definition(named: name, parameters: parameters, values: values)
  }

  /// The settings below some keys of `pipeline.yml`, one entry per scalar, such as `split.train` → `0.90`.
  public func settings(below keys: [String], parameters values: [String: ParameterValue]) throws -> [String: String] {
    try PipelineYAML(text: text, origin: origin).flattened(keys, values: values)
  }

  /// The part of `pipeline.yml` that belongs to the steps, with the given values in place of parameters.
  /// - Throws: ``PipelineError`` naming the key that is missing or wrong.
  public func settings<Settings: Decodable>(
    _ type: Settings.Type, parameters values: [String: ParameterValue]
  ) throws -> Settings {
    try PipelineYAML(text: text, origin: origin).decode(type, values: values)
  }
}
