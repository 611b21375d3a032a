import Yams

/// Reads one step of `pipeline.yml`, parameters filled in.
struct StepYAML {
  let node: Node
  let origin: String
  let name: String

  init(_ node: Node, origin: String) throws {
    guard let name = node["name"]?.string, node["type"]?.string != nil else {
      throw PipelineYAML.wrong("steps", "a name and a type for every step", node, origin: origin)
    }
    self.node = node
    self.origin = origin
    self.name = name
  }

  func step() throws -> PipelineStep {
    let type = node["type"]?.string ?? ""
    let (dependencies, ifSteps, elseSteps) = (try names("depends_on"), try names("if"), try names("else"))
    let conditions = try list("conditions").map { try condition($0) }
    guard type != PipelineStep.conditionType || !conditions.isEmpty else {
      throw wrong("conditions", "a list of comparisons", node["conditions"])
    }
    let message = node["message"]?.scalar?.string
    guard type != PipelineStep.failType || message != nil else {
      throw wrong("message", "why the execution fails", node["message"])
    }
    return PipelineStep(
      name: name, type: type, dependsOn: dependencies, inputs: try inputs(), conditions: conditions,
      ifSteps: ifSteps, elseSteps: elseSteps, cache: try cache(), retry: try list("retry").map { try retry($0) },
      timeLimit: try duration(node["time_limit"], "time_limit"), message: message)
  }

  private func list(_ key: String) throws -> [Node] {
    guard let value = node[key] else { return [] }
    guard let list = value.array() as [Node]?, value.sequence != nil else { throw wrong(key, "a list", value) }
    return list
  }

  private func names(_ key: String) throws -> [String] {
    guard let value = node[key] else { return [] }
    guard let list = value.sequence, list.allSatisfy({ $0.scalar != nil }) else {
      throw wrong(key, "a list of names of steps, as in [\(value.string ?? "first")]", value)
    }
    return list.compactMap(\.string)
  }

  /// `inputs: { NAME: { step: STEP, output: NAME } }`.
  private func inputs() throws -> [String: StepOutputReference] {
    guard let value = node["inputs"] else { return [:] }
    guard let mapping = value.mapping else { throw wrong("inputs", "names with a step and an output", value) }
    var inputs: [String: StepOutputReference] = [:]
    for (key, source) in mapping {
      guard let name = key.string, let step = source["step"]?.string, let output = source["output"]?.string else {
        throw wrong("inputs.\(key.string ?? "")", "{ step: STEP, output: NAME }", source)
      }
      inputs[name] = StepOutputReference(step: step, output: output)
    }
    return inputs
  }

  private func duration(_ node: Node?, _ key: String) throws -> Double? {
    guard let node else { return nil }
    guard let text = node.scalar?.string, let seconds = DurationText.seconds(text), seconds > 0 else {
      throw wrong(key, "a duration such as 90s, 10m, 2h, 30d or P30D", node)
    }
    return seconds
  }

  /// `cache: false`, or `cache: { enabled: true, expire_after: 30d }`.
  private func cache() throws -> CachePolicy {
    guard let cache = node["cache"] else { return CachePolicy() }
    if let isEnabled = cache.bool { return CachePolicy(isEnabled: isEnabled) }
    guard cache.mapping != nil, cache["enabled"] == nil || cache["enabled"]?.bool != nil else {
      throw wrong("cache", "true, false, or { enabled: …, expire_after: … }", cache)
    }
    return CachePolicy(
      isEnabled: cache["enabled"]?.bool ?? true,
      lifetime: try duration(cache["expire_after"], "cache.expire_after"))
  }

  private func retry(_ policy: Node) throws -> RetryPolicy {
    guard let attempts = policy["attempts"]?.int, (1...100).contains(attempts) else {
      throw wrong("retry.attempts", "a number from 1 to 100, the first attempt included", policy["attempts"])
    }
    let errors = policy["errors"]?.array().compactMap(\.string) ?? ["any"]
    let rate = policy["backoff_rate"]?.float ?? 2
    guard rate >= 1, rate.isFinite else {
      throw wrong("retry.backoff_rate", "a number of at least 1", policy["backoff_rate"])
    }
    return RetryPolicy(
      errors: errors, attempts: attempts, interval: try duration(policy["interval"], "retry.interval") ?? 1,
      backoffRate: rate, longestInterval: try duration(policy["longest_interval"], "retry.longest_interval") ?? 300)
  }

  private func condition(_ node: Node) throws -> StepCondition {
    if let part = node["not"] { return .not(try condition(part)) }
    for (key, make) in [("all", StepCondition.all), ("any", StepCondition.any)] {
      guard let parts = node[key] else { continue }
      guard let list = parts.sequence, !list.isEmpty else { throw wrong("conditions.\(key)", "a list", parts) }
      return make(try list.map { try condition($0) })
    }
    let left = try operand(node["left"], "conditions.left")
    if node["operator"]?.string == "in" {
      guard let values = node["right"]?.sequence, !values.isEmpty else {
        throw wrong("conditions.right", "a list of values", node["right"])
      }
      return .membership(left, try values.map { try operand($0, "conditions.right") })
    }
    guard let comparison = node["operator"]?.string.flatMap(Comparison.init(rawValue:)) else {
      throw wrong(
        "conditions.operator", (Comparison.allCases.map(\.rawValue) + ["in"]).joined(separator: ", "), node["operator"])
    }
    return .comparison(left, comparison, try operand(node["right"], "conditions.right"))
  }

  private func operand(_ node: Node?, _ key: String) throws -> ConditionOperand {
    if let text = node?.scalar?.string { return .literal(text) }
    if let get = node?["json_get"], let step = get["step"]?.string, let file = get["property_file"]?.string,
      let path = get["path"]?.string
    {
      return .jsonGet(step: step, propertyFile: file, path: path)
    }
    throw wrong(key, "a value, {parameter: NAME} or {json_get: {step, property_file, path}}", node)
  }

  private func wrong(_ key: String, _ expected: String, _ node: Node?) -> PipelineError {
    PipelineYAML.wrong("steps.\(name).\(key)", expected, node, origin: origin)
  }
}
