import Yams

/// Reads `pipeline.yml`.
struct PipelineYAML {
  let root: Node
  let origin: String

  init(text: String, origin: String) throws {
    do {
      guard let root = try Yams.compose(yaml: text), root.mapping != nil else {
        throw PipelineError(
          code: "pipeline-yaml", subject: origin, expected: "keys and values, as in `label: units_sold`",
          found: "something else", remedy: "correct the file")
      }
      self.root = root
    } catch let error as YamlError {
      throw PipelineError(code: "pipeline-yaml", subject: origin, found: "\(error)", remedy: "correct the file")
    }
    self.origin = origin
  }

  func parameters() throws -> [PipelineParameter] {
    guard let declared = root["parameters"]?.mapping else { return [] }
    return try declared.map { key, node in
      let name = key.string ?? ""
      guard let type = node["type"]?.string.flatMap(ParameterType.init(rawValue:)) else {
        throw wrong("parameters.\(name).type", "Integer, Float, String or Boolean", node["type"])
      }
      guard let text = node["default"]?.scalar?.string, let value = ParameterValue(text, type: type) else {
        throw wrong("parameters.\(name).default", "a value of type \(type.rawValue)", node["default"])
      }
      return PipelineParameter(name: name, type: type, defaultValue: value, meaning: node["description"]?.string)
    }
  }

  func definition(
    named name: String, parameters: [PipelineParameter], values: [String: ParameterValue]
  ) throws -> PipelineDefinition {
    if let declared = root["pipeline"]?.string, declared != name {
      throw wrong("pipeline", "\(name), the name of its folder", root["pipeline"])
    }
    let defaults = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.defaultValue) })
    let resolved = try resolve(root, defaults.merging(values) { $1 })
    guard let steps = resolved["steps"]?.array(), !steps.isEmpty else {
      throw wrong("steps", "a list of steps", resolved["steps"])
    }
    return PipelineDefinition(
      name: name, summary: root["description"]?.string, parameters: parameters,
      steps: try StepOrder.sorted(steps.map { try StepYAML($0, origin: origin).step() }, origin: origin))
  }

  func decode<Settings: Decodable>(_ type: Settings.Type, values: [String: ParameterValue]) throws -> Settings {
    do {
      return try YAMLDecoder().decode(type, from: resolve(root, values))
    } catch let error as DecodingError {
      throw Self.explained(error, origin: origin)
    }
  }

  /// Replaces every `{parameter: NAME}` below `node`.
  private func resolve(_ node: Node, _ values: [String: ParameterValue]) throws -> Node {
    switch node {
    case .mapping(var mapping):
      if mapping.count == 1, let (key, value) = mapping.first.map({ ($0.key, $0.value) }), key.string == "parameter" {
        guard let name = value.string, let found = values[name] else {
          throw wrong("parameter", "one of \(values.keys.sorted().joined(separator: ", "))", value)
        }
        return .scalar(.init(found.description, .implicit, .plain, node.mark))
      }
      for (key, value) in mapping { mapping[key] = try resolve(value, values) }
      return .mapping(mapping)
    case .sequence(let sequence):
      return .sequence(.init(try sequence.map { try resolve($0, values) }, sequence.tag, sequence.style, sequence.mark))
    case .scalar, .alias:
      return node
    }
  }

  /// The settings below the given keys, one line per scalar: `split.train` → `0.90`, `features.0` → `store_id`. A key that
  /// is missing has none.
  func flattened(_ keys: [String], values: [String: ParameterValue]) throws -> [String: String] {
    var lines: [String: String] = [:]
    func add(_ node: Node, _ path: String) {
      switch node {
      case .scalar(let scalar): lines[path] = scalar.string
      case .mapping(let mapping): for (key, value) in mapping { add(value, "\(path).\(key.string ?? "")") }
      case .sequence(let sequence): for (index, value) in sequence.enumerated() { add(value, "\(path).\(index)") }
      case .alias: break
      }
    }
    let resolved = try resolve(root, values)
    for key in keys { if let node = resolved[key] { add(node, key) } }
    return lines
  }

  private func wrong(_ key: String, _ expected: String, _ node: Node?) -> PipelineError {
    Self.wrong(key, expected, node, origin: origin)
  }

  static func wrong(_ key: String, _ expected: String, _ node: Node?, origin: String) -> PipelineError {
    let line = node?.mark.map { ", line \($0.line)" } ?? ""
    return PipelineError(
      code: "pipeline-yaml", subject: "\(origin)\(line), key \(key)", expected: expected,
      found: node?.scalar.map { "\"\($0.string)\"" } ?? (node == nil ? "nothing" : "something else"),
      remedy: "correct the file")
  }

  private static func explained(_ error: DecodingError, origin: String) -> PipelineError {
    func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    let (key, found): (String, String) =
      switch error {
      case .keyNotFound(let key, let context): (path(context, key), "nothing: the key is missing")
      case .typeMismatch(let type, let context): (path(context), "a value that is not of type \(type)")
      case .valueNotFound(let type, let context): (path(context), "no value of type \(type)")
      case .dataCorrupted(let context): (path(context), context.debugDescription)
      @unknown default: ("", "\(error)")
      }
    return PipelineError(
      code: "pipeline-yaml", subject: "\(origin), key \(key)", found: found, remedy: "correct the file")
  }
}
