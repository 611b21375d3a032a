/// A step of a pipeline.
public struct PipelineStep: Sendable, Equatable {
  /// Its name, distinct within the pipeline.
  public let name: String
  /// What it does: the name of a registered ``StepRunner``, or `Condition`.
  public let type: String
  /// The steps that must have succeeded before it.
  public let dependsOn: [String]
  /// For a condition step: comparisons that must all hold.
  public let conditions: [StepCondition]
  /// For a condition step: the steps that run only where the conditions hold.
  public let ifSteps: [String]
  /// For a condition step: the steps that run only where they do not.
  public let elseSteps: [String]

  /// The type of a step that decides between branches.
  public static let conditionType = "Condition"
}

/// A pipeline as data: what it is called, what it takes, and its steps in an order in which they can run.
public struct PipelineDefinition: Sendable, Equatable {
  /// The name of the pipeline and of its folder in `sql/pipelines`.
  public let name: String
  /// What it does, in a sentence.
  public let summary: String?
  /// The parameters that an execution can be given.
  public let parameters: [PipelineParameter]
  /// The steps, each after those it depends on.
  public let steps: [PipelineStep]

  /// The values of an execution's parameters: the defaults, overridden by `given`.
  /// - Throws: ``PipelineError`` for a name that is not declared or a value of another type.
  public func values(overriddenBy given: [(name: String, value: String)]) throws -> [String: ParameterValue] {
    var values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.defaultValue) })
    for (name, text) in given {
      guard let parameter = parameters.first(where: { $0.name == name }) else {
        throw PipelineError(
          code: "unknown-parameter", subject: "pipeline \(self.name), parameter \(name)",
          expected: parameters.isEmpty ? "no parameter" : "one of \(parameters.map(\.name).joined(separator: ", "))",
          found: "\"\(name)\"", remedy: "check the name")
      }
      guard let value = ParameterValue(text, type: parameter.type) else {
        throw PipelineError(
          code: "parameter-value", subject: "pipeline \(self.name), parameter \(name)",
          expected: "a value of type \(parameter.type.rawValue)", found: "\"\(text)\"",
          remedy: "give a value such as \(name)=\(parameter.defaultValue)")
      }
      values[name] = value
    }
    return values
  }
}
