import Events
import Warehouse
import Yams

/// A pipeline as a JSON definition in the shape of SageMaker's: Version, Parameters, Steps with DependsOn, CacheConfig,
/// RetryPolicies, and conditions with their IfSteps and ElseSteps inside. `Settings` holds the other keys of `pipeline.yml`,
/// `Scripts` the SQL beside it.
struct DefinitionJSON {
  let file: PipelineFile

  static let comparisons = [
    "equals": "Equals", "greater_than": "GreaterThan", "greater_than_or_equal_to": "GreaterThanOrEqualTo",
    "less_than": "LessThan", "less_than_or_equal_to": "LessThanOrEqualTo",
  ]
  /// The keys of `pipeline.yml` that are no settings of steps.
  static let ownKeys: Set<String> = ["pipeline", "description", "parameters", "steps"]

  /// The definition; the same file gives the same text.
  func json() throws -> JSONValue {
    let root = try PipelineYAML(text: file.text, origin: file.origin).root
    var settings: [String: JSONValue] = [:]
    for (key, value) in root.mapping ?? [:] {
      guard let name = key.string, !Self.ownKeys.contains(name) else { continue }
      settings[name] = Self.value(value)
    }
    var definition: [String: JSONValue] = [
      "Version": "2020-12-01", "PipelineName": .string(file.name),
      "Parameters": .array(file.parameters.map(\.json)), "Settings": .object(settings),
      "Steps": .array(try steps(root)), "Scripts": .object(file.scripts.mapValues { .string($0.sql) }),
    ]
    if let text = root["description"]?.string { definition["PipelineDescription"] = .string(text) }
    return .object(definition)
  }

  /// A node of YAML; `{parameter: NAME}` becomes `{"Get": "Parameters.NAME"}`.
  static func value(_ node: Node) -> JSONValue {
    switch node {
    case .mapping(let mapping):
      if mapping.count == 1, let name = node["parameter"]?.string { return ["Get": .string("Parameters.\(name)")] }
      return .object(Dictionary(mapping.map { ($0.key.string ?? "", value($0.value)) }) { $1 })
    case .sequence(let sequence): return .array(sequence.map(value))
    case .scalar(let scalar):
      // What stands in quotes is text, whatever it looks like.
      guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
      if node.null != nil { return .null }
      if let flag = node.bool, ["true", "false"].contains(scalar.string.lowercased()) { return .boolean(flag) }
      if node.int != nil || node.float?.isFinite == true, (try? JSONValue(parsing: scalar.string)) != nil {
        return .number(scalar.string)
      }
      return .string(scalar.string)
    case .alias: return .null
    }
  }

  /// The steps in an order in which they can run; those of a branch stand inside their condition.
  private func steps(_ root: Node) throws -> [JSONValue] {
    let nodes = Dictionary(
      (root["steps"]?.array() ?? []).compactMap { node in node["name"]?.string.map { ($0, node) } }
    ) { $1 }
    let order = try file.definition().steps
    let inside = Set(order.flatMap { $0.ifSteps + $0.elseSteps })
    func step(_ name: String) -> JSONValue? {
      guard let node = nodes[name], let parsed = order.first(where: { $0.name == name }) else { return nil }
      var members: [String: JSONValue] = ["Name": .string(name), "Type": .string(parsed.type)]
      Self.add(
        dependsOn: parsed.dependsOn, cache: parsed.cache, retry: parsed.retry, timeLimit: parsed.timeLimit, to: &members
      )
      var arguments: [String: JSONValue] = [:]
      if parsed.type == PipelineStep.failType, let message = node["message"] {
        arguments["ErrorMessage"] = Self.value(message)
      }
      if parsed.type == PipelineStep.conditionType {
        arguments["Conditions"] = .array((node["conditions"]?.array() ?? []).map(Self.condition))
        arguments["IfSteps"] = .array(parsed.ifSteps.compactMap(step))
        arguments["ElseSteps"] = .array(parsed.elseSteps.compactMap(step))
      }
      arguments = Self.arguments(arguments, inputs: parsed.inputs)
      if !arguments.isEmpty { members["Arguments"] = .object(arguments) }
      return .object(members)
    }
    return order.map(\.name).filter { !inside.contains($0) }.compactMap(step)
  }

  /// What every step has beside its name and its type.
  static func add(
    dependsOn: [String], cache: CachePolicy, retry: [RetryPolicy], timeLimit: Double?,
    to members: inout [String: JSONValue]
  ) {
    if !dependsOn.isEmpty { members["DependsOn"] = .array(dependsOn.map(JSONValue.string)) }
    if cache != CachePolicy() {
      members["CacheConfig"] = .object([
        "Enabled": .boolean(cache.isEnabled), "ExpireAfter": .text(cache.lifetime.map(DurationText.isoText)),
      ])
    }
    if !retry.isEmpty { members["RetryPolicies"] = .array(retry.map(policy)) }
    if let limit = timeLimit { members["TimeLimit"] = .string(DurationText.isoText(limit)) }
  }

  /// The arguments with the outputs of earlier steps among them.
  static func arguments(
    _ arguments: [String: JSONValue], inputs: [String: StepOutputReference]
  ) -> [String: JSONValue] {
    guard !inputs.isEmpty else { return arguments }
    var arguments = arguments
    arguments["Inputs"] = .object(
      inputs.mapValues { ["Get": .string("Steps.\($0.step).Outputs.\($0.output)")] })
    return arguments
  }

  private static func policy(_ policy: RetryPolicy) -> JSONValue {
    [
      "ExceptionType": .array(policy.errors.map(JSONValue.string)), "MaxAttempts": .number(String(policy.attempts)),
      "IntervalSeconds": .number(policy.interval), "BackoffRate": .number(policy.backoffRate),
      "MaxIntervalSeconds": .number(policy.longestInterval),
    ]
  }

  private static func condition(_ node: Node) -> JSONValue {
    if let part = node["not"] { return ["Type": "Not", "Expression": condition(part)] }
    if let parts = node["any"] { return ["Type": "Or", "Conditions": .array(parts.array().map(condition))] }
    if let parts = node["all"] { return ["Type": "And", "Conditions": .array(parts.array().map(condition))] }
    let left = node["left"].map(operand) ?? .null
    if node["operator"]?.string == "in" {
      return ["Type": "In", "QueryValue": left, "Values": .array((node["right"]?.array() ?? []).map(operand))]
    }
    let type = comparisons[node["operator"]?.string ?? ""] ?? ""
    return ["Type": .string(type), "LeftValue": left, "RightValue": node["right"].map(operand) ?? .null]
  }

  private static func operand(_ node: Node) -> JSONValue {
    guard let get = node["json_get"] else { return value(node) }
    let (step, file) = (get["step"]?.string ?? "", get["property_file"]?.string ?? "")
    return [
      "Std:JsonGet": [
        "PropertyFile": ["Get": .string("Steps.\(step).PropertyFiles.\(file)")], "Path": .text(get["path"]?.string),
      ]
    ]
  }
}

extension PipelineParameter {
  /// The declaration in a definition.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "Name": .string(name), "Type": .string(type.rawValue), "DefaultValue": defaultValue.json,
    ]
    if let meaning { members["Description"] = .string(meaning) }
    return .object(members)
  }
}

extension ParameterValue {
  fileprivate var json: JSONValue {
    switch self {
    case .integer(let integer): .number(String(integer))
    case .float(let number): .number(number)
    case .boolean(let isTrue): .boolean(isTrue)
    case .string(let text): .string(text)
    }
  }
}
