import Yams

/// Finds what `pipeline.yml` says in vain: keys that nothing reads, and comparisons that cannot be made.
struct DefinitionCheck {
  private static let parameter: Set = ["type", "default", "description"]
  private static let step: Set = [
    "name", "type", "depends_on", "inputs", "conditions", "if", "else", "cache", "retry", "time_limit", "message",
  ]
  private static let cache: Set = ["enabled", "expire_after"]
  private static let retry: Set = ["errors", "attempts", "interval", "backoff_rate", "longest_interval"]
  private static let input: Set = ["step", "output"]
  private static let condition: Set = ["left", "operator", "right", "all", "any", "not"]
  private static let operand: Set = ["json_get", "parameter"]
  private static let jsonGet: Set = ["step", "property_file", "path"]

  private let root: Node
  private let origin: String
  private let settings: Set<String>?
  private let errorCodes: Set<String>?

  /// - Parameters:
  ///   - file: a pipeline whose definition can be read.
  ///   - settings: the keys that steps read; `nil` where any may be read.
  ///   - errorCodes: the codes that `retry` may name; `nil` where it may name any.
  init(_ file: PipelineFile, settings: Set<String>?, errorCodes: Set<String>?) throws {
    root = try PipelineYAML(text: file.text, origin: file.origin).root
    origin = file.origin
    self.settings = settings
    self.errorCodes = errorCodes
  }

  /// Looks for keys that nothing reads, and codes of errors that no step ends with. What stands below a setting is the step's to judge.
  /// - Throws: ``PipelineError`` for the first one, with the known key that is nearest to it.
  func keys() throws {
    if let settings { try check(root, DefinitionJSON.ownKeys.union(settings), at: nil) }
    for (name, declared) in pairs(root["parameters"]) { try check(declared, Self.parameter, at: "parameters.\(name)") }
    for (name, step) in steps {
      let place = "steps.\(name)"
      try check(step, Self.step, at: place)
      try check(step["cache"], Self.cache, at: "\(place).cache")
      for policy in list(step["retry"]) {
        try check(policy, Self.retry, at: "\(place).retry")
        try checkCodes(policy["errors"], at: "\(place).retry.errors")
      }
      for (input, source) in pairs(step["inputs"]) { try check(source, Self.input, at: "\(place).inputs.\(input)") }
      for condition in list(step["conditions"]) { try keys(of: condition, "\(place).conditions") }
    }
  }

  /// Looks for comparisons that fail in every execution: with a value of a step that is not there, or of an order with a word.
  /// - Throws: ``PipelineError`` for the first one.
  func conditions() throws {
    let names = steps.map(\.name)
    for (name, step) in steps {
      for condition in list(step["conditions"]) { try compare(condition, "steps.\(name).conditions", names) }
    }
  }

  private func keys(of condition: Node, _ place: String) throws {
    try check(condition, Self.condition, at: place)
    for part in parts(of: condition) { try keys(of: part, place) }
    for operand in operands(of: condition) {
      try check(operand, Self.operand, at: place)
      try check(operand["json_get"], Self.jsonGet, at: "\(place).json_get")
    }
  }

  private func compare(_ condition: Node, _ place: String, _ names: [String]) throws {
    for part in parts(of: condition) { try compare(part, place, names) }
    let ordering = condition["operator"]?.string.flatMap(Comparison.init(rawValue:)).flatMap {
      $0 == .equals ? nil : $0
    }
    for operand in operands(of: condition) {
      if let get = operand["json_get"], let step = get["step"]?.string, !names.contains(step) {
        throw wrong(
          "\(place).json_get.step", "one of \(names.joined(separator: ", "))", get["step"],
          remedy: Self.remedy(for: step, among: names) ?? "name a step of this file")
      }
      if let ordering, let text = operand.scalar?.string, Double(text) == nil {
        throw wrong(
          place, "a number to compare with \(ordering.rawValue)", operand,
          remedy: "write a number, {parameter: NAME} or {json_get: …}; words can only be compared with equals or in")
      }
    }
  }

  private func parts(of condition: Node) -> [Node] {
    list(condition["all"]) + list(condition["any"]) + (condition["not"].map { [$0] } ?? [])
  }

  private func operands(of condition: Node) -> [Node] {
    [condition["left"], condition["right"]].compactMap { $0 }.flatMap { $0.sequence.map(Array.init) ?? [$0] }
  }

  private func check(_ node: Node?, _ known: Set<String>, at place: String?) throws {
    let pairs = pairs(node)
    // {parameter: NAME} stands for a value.
    guard pairs.map(\.name) != ["parameter"] else { return }
    for (name, _) in pairs where !known.contains(name) {
      let key = node?.mapping?.keys.first { $0.string == name }
      throw wrong(
        place.map { "\($0).\(name)" } ?? name, "one of \(known.sorted().joined(separator: ", "))", key,
        remedy: Self.remedy(for: name, among: known) ?? "take the key out, or correct it")
    }
  }

  private func checkCodes(_ node: Node?, at place: String) throws {
    guard let errorCodes else { return }
    for code in node?.array() ?? [] {
      guard let name = code.string, name != RetryPolicy.anyError, !errorCodes.contains(name) else { continue }
      throw wrong(
        place, "\(RetryPolicy.anyError), or codes among \(errorCodes.sorted().joined(separator: ", "))", code,
        remedy: Self.remedy(for: name, among: errorCodes)
          ?? "the column error_code of mlops.pipeline_step_attempts has the codes of errors that happened")
    }
  }

  private static func remedy(for name: String, among known: some Collection<String>) -> String? {
    NearestName.of(name, among: known).map { "write \($0), if that was meant" }
  }

  private var steps: [(name: String, node: Node)] { list(root["steps"]).map { ($0["name"]?.string ?? "", $0) } }

  private func list(_ node: Node?) -> [Node] { node?.sequence.map(Array.init) ?? [] }

  private func pairs(_ node: Node?) -> [(name: String, node: Node)] {
    node?.mapping?.map { ($0.key.string ?? "", $0.value) } ?? []
  }

  private func wrong(_ key: String, _ expected: String, _ node: Node?, remedy: String) -> PipelineError {
    let error = PipelineYAML.wrong(key, expected, node, origin: origin)
    return PipelineError(
      code: error.code, subject: error.subject, expected: error.expected, found: error.found, remedy: remedy)
  }
}
