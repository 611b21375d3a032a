import Events
import Yams

/// Turns a JSON definition into the files of a pipeline: `pipeline.yml` and its scripts.
struct DefinitionJSONReader {
  let origin: String
  let definition: JSONValue

  init(_ text: String, origin: String) throws {
    self.origin = origin
    do {
      definition = try JSONValue(parsing: text)
    } catch {
      throw PipelineError(code: "pipeline-json", subject: origin, found: "\(error)", remedy: "correct the file")
    }
    guard case .object = definition, case .array? = definition["Steps"] else {
      throw wrong("Steps", "an object with Parameters and Steps")
    }
  }

  /// The texts of the files by name.
  /// - Parameter name: the name that the pipeline gets.
  /// - Throws: ``PipelineError`` where the definition is that of another pipeline, or a key is wrong.
  func files(named name: String) throws -> [String: String] {
    if let other = definition["PipelineName"], other.stringValue != name {
      throw PipelineError(
        code: "pipeline-json", subject: "\(origin), key PipelineName", expected: "\"\(name)\", as in the command",
        found: "\(other)", remedy: "name the pipeline that the definition is for, or correct the key")
    }
    var root: [(String, Node)] = [("pipeline", Node(name))]
    if let text = definition["PipelineDescription"]?.stringValue { root.append(("description", Node(text))) }
    let parameters = try list(definition["Parameters"], "Parameters").map { parameter -> (String, Node) in
      let name = try text(parameter["Name"], "Parameters.Name")
      var members: [(String, Node)] = [
        ("type", Node(try text(parameter["Type"], "Parameters.\(name).Type"))),
        ("default", try node(parameter["DefaultValue"] ?? .null, "Parameters.\(name).DefaultValue")),
      ]
      if let meaning = parameter["Description"]?.stringValue { members.append(("description", Node(meaning))) }
      return (name, Self.mapping(members))
    }
    if !parameters.isEmpty { root.append(("parameters", Self.mapping(parameters))) }
    if case .object(let settings)? = definition["Settings"] {
      for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
        root.append((key, try node(value, "Settings.\(key)")))
      }
    }
    var steps: [Node] = []
    for step in try list(definition["Steps"], "Steps") { try add(step, to: &steps) }
    root.append(("steps", .sequence(.init(steps))))
    var files = ["pipeline.yml": try Yams.serialize(node: Self.mapping(root))]
    if case .object(let scripts)? = definition["Scripts"] {
      for (file, sql) in scripts {
        guard file.hasSuffix(".sql"), !file.contains("/"), !file.hasPrefix(".") else {
          throw wrong("Scripts.\(file)", "the name of a file that ends in .sql")
        }
        files[file] = try text(sql, "Scripts.\(file)")
      }
    }
    return files
  }

  /// Adds a step, and after it those inside its branches.
  private func add(_ step: JSONValue, to steps: inout [Node]) throws {
    let name = try text(step["Name"], "Steps.Name")
    let type = try text(step["Type"], "Steps.\(name).Type")
    var members: [(String, Node)] = [("name", Node(name)), ("type", Node(type))]
    let before = try list(step["DependsOn"], "Steps.\(name).DependsOn").map { try text($0, "Steps.\(name).DependsOn") }
    if !before.isEmpty { members.append(("depends_on", .sequence(.init(before.map { Node($0) })))) }
    if let cache = step["CacheConfig"] {
      var policy: [(String, Node)] = [
        ("enabled", try node(cache["Enabled"] ?? true, "Steps.\(name).CacheConfig.Enabled"))
      ]
      if let expiry = cache["ExpireAfter"]?.stringValue { policy.append(("expire_after", Node(expiry))) }
      members.append(("cache", Self.mapping(policy)))
    }
    let policies = try list(step["RetryPolicies"], "Steps.\(name).RetryPolicies").map { policy -> Node in
      let key = "Steps.\(name).RetryPolicies"
      var members: [(String, Node)] = [("attempts", try node(policy["MaxAttempts"] ?? .null, "\(key).MaxAttempts"))]
      if let errors = policy["ExceptionType"] { members.append(("errors", try node(errors, "\(key).ExceptionType"))) }
      for (from, to) in [
        ("IntervalSeconds", "interval"), ("BackoffRate", "backoff_rate"), ("MaxIntervalSeconds", "longest_interval"),
      ] {
        if let value = policy[from] { members.append((to, try node(value, "\(key).\(from)"))) }
      }
      return Self.mapping(members)
    }
    if !policies.isEmpty { members.append(("retry", .sequence(.init(policies)))) }
    if let limit = step["TimeLimit"]?.stringValue { members.append(("time_limit", Node(limit))) }
    let arguments = step["Arguments"]
    if let message = arguments?["ErrorMessage"] {
      members.append(("message", try node(message, "Steps.\(name).Arguments.ErrorMessage")))
    }
    if let inputs = arguments?["Inputs"] { members.append(("inputs", try self.inputs(inputs, name))) }
    var branches: [JSONValue] = []
    if type == PipelineStep.conditionType {
      let conditions = try list(arguments?["Conditions"], "Steps.\(name).Arguments.Conditions")
      members.append(("conditions", .sequence(.init(try conditions.map { try condition($0, name) }))))
      for (from, to) in [("IfSteps", "if"), ("ElseSteps", "else")] {
        let inner = try list(arguments?[from], "Steps.\(name).Arguments.\(from)")
        guard !inner.isEmpty else { continue }
        let names = try inner.map { Node(try text($0["Name"], "Steps.\(name).Arguments.\(from).Name")) }
        members.append((to, .sequence(.init(names))))
        branches += inner
      }
    }
    steps.append(Self.mapping(members))
    for branch in branches { try add(branch, to: &steps) }
  }

  private func condition(_ condition: JSONValue, _ step: String) throws -> Node {
    let key = "Steps.\(step).Arguments.Conditions"
    let type = try text(condition["Type"], "\(key).Type")
    switch type {
    case "Not":
      guard let inner = condition["Expression"] else { throw wrong("\(key).Expression", "a condition") }
      return Self.mapping([("not", try self.condition(inner, step))])
    case "And", "Or":
      let parts = try list(condition["Conditions"], "\(key).Conditions").map { try self.condition($0, step) }
      return Self.mapping([(type == "And" ? "all" : "any", .sequence(.init(parts)))])
    case "In":
      let values = try list(condition["Values"], "\(key).Values").map { try operand($0, key) }
      return Self.mapping([
        ("left", try operand(condition["QueryValue"] ?? .null, key)), ("operator", Node("in")),
        ("right", .sequence(.init(values))),
      ])
    default:
      guard let sign = DefinitionJSON.comparisons.first(where: { $0.value == type })?.key else {
        throw wrong(
          "\(key).Type",
          (DefinitionJSON.comparisons.values.sorted() + ["In", "And", "Or", "Not"]).joined(separator: ", "))
      }
      return Self.mapping([
        ("left", try operand(condition["LeftValue"] ?? .null, key)), ("operator", Node(sign)),
        ("right", try operand(condition["RightValue"] ?? .null, key)),
      ])
    }
  }

  private func inputs(_ value: JSONValue, _ step: String) throws -> Node {
    let key = "Steps.\(step).Arguments.Inputs"
    guard case .object(let inputs) = value else { throw wrong(key, "an object") }
    return Self.mapping(
      try inputs.sorted { $0.key < $1.key }.map { name, source in
        let (step, output) = try reference(source["Get"], "Outputs", "\(key).\(name).Get")
        return (name, Self.mapping([("step", Node(step)), ("output", Node(output))]))
      })
  }

  /// The step and the name in `Steps.STEP.PART.NAME`; both may hold dots.
  private func reference(_ value: JSONValue?, _ part: String, _ key: String) throws -> (step: String, name: String) {
    let parts = try text(value, key).split(separator: ".").map(String.init)
    guard parts.count >= 4, parts[0] == "Steps", let place = parts.firstIndex(of: part), place >= 2,
      place + 1 < parts.count
    else { throw wrong(key, "Steps.STEP.\(part).NAME") }
    return (parts[1..<place].joined(separator: "."), parts[(place + 1)...].joined(separator: "."))
  }

  private func operand(_ value: JSONValue, _ key: String) throws -> Node {
    guard let source = value["Std:JsonGet"] else { return try node(value, key) }
    let (step, file) = try reference(source["PropertyFile"]?["Get"], "PropertyFiles", "\(key).PropertyFile.Get")
    let get = Self.mapping([
      ("step", Node(step)), ("property_file", Node(file)),
      ("path", Node(try text(source["Path"], "\(key).Path"))),
    ])
    return Self.mapping([("json_get", get)])
  }

  private static func mapping(_ pairs: [(String, Node)]) -> Node {
    .mapping(.init(pairs.map { (Node($0.0), $0.1) }))
  }

  /// A value as YAML; text that would be read as something else stands in quotes.
  private func node(_ value: JSONValue, _ key: String) throws -> Node {
    switch value {
    case .null: return .scalar(.init("null", .implicit, .plain))
    case .boolean(let flag): return .scalar(.init(flag ? "true" : "false", .implicit, .plain))
    case .number(let digits): return .scalar(.init(digits, .implicit, .plain))
    case .string(let text): return Node(text, .implicit, .doubleQuoted)
    case .array(let elements): return .sequence(.init(try elements.map { try node($0, key) }))
    case .object(let members):
      if members.count == 1, let reference = members["Get"]?.stringValue {
        guard reference.hasPrefix("Parameters.") else { throw wrong("\(key).Get", "Parameters.NAME") }
        return Self.mapping([("parameter", Node(String(reference.dropFirst(11))))])
      }
      return Self.mapping(
        try members.sorted { $0.key < $1.key }.map { ($0.key, try node($0.value, "\(key).\($0.key)")) })
    }
  }

  private func list(_ value: JSONValue?, _ key: String) throws -> [JSONValue] {
    guard let value else { return [] }
    guard case .array(let elements) = value else { throw wrong(key, "a list") }
    return elements
  }

  private func text(_ value: JSONValue?, _ key: String) throws -> String {
    guard let text = value?.stringValue, !text.isEmpty else { throw wrong(key, "a text") }
    return text
  }

  private func wrong(_ key: String, _ expected: String) -> PipelineError {
    PipelineError(
      code: "pipeline-json", subject: "\(origin), key \(key)", expected: expected, found: "something else",
      remedy: "correct the file; `stockroom pipeline describe NAME --json` shows a whole definition")
  }
}
