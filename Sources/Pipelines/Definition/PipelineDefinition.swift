/// An output that an earlier step leaves.
public struct StepOutputReference: Sendable, Equatable {
  /// The step.
  public let step: String
  /// The name of the output there.
  public let output: String

  /// Names an output of a step.
  public init(step: String, output: String) {
    self.step = step
    self.output = output
  }
}

/// A step of a pipeline.
public struct PipelineStep: Sendable, Equatable {
  /// Its name, distinct within the pipeline.
  public let name: String
  /// What it does: the name of a registered ``StepRunner``, `Condition` or `Fail`.
  public let type: String
  /// The steps that must have succeeded before it.
  public let dependsOn: [String]
  /// Outputs of earlier steps under the names by which this step asks for them.
  public let inputs: [String: StepOutputReference]
  /// For a condition step: what must hold, all of it.
  public let conditions: [StepCondition]
  /// For a condition step: the steps that run only where the conditions hold.
  public let ifSteps: [String]
  /// For a condition step: the steps that run only where they do not.
  public let elseSteps: [String]
  /// Whether an earlier outcome may be used again.
  public let cache: CachePolicy
  /// When it is tried again after an error.
  public let retry: [RetryPolicy]
  /// The seconds it may take.
  public let timeLimit: Double?
  /// For a step that fails on purpose: why.
  public let message: String?

  /// Creates a step.
  public init(
    name: String, type: String, dependsOn: [String] = [], inputs: [String: StepOutputReference] = [:],
    conditions: [StepCondition] = [], ifSteps: [String] = [], elseSteps: [String] = [],
    cache: CachePolicy = CachePolicy(), retry: [RetryPolicy] = [], timeLimit: Double? = nil, message: String? = nil
  ) {
    self.name = name
    self.type = type
    self.dependsOn = dependsOn
    self.inputs = inputs
    self.conditions = conditions
    self.ifSteps = ifSteps
    self.elseSteps = elseSteps
    self.cache = cache
    self.retry = retry
    self.timeLimit = timeLimit
    self.message = message
  }

  /// The type of a step that decides between branches.
  public static let conditionType = "Condition"
  /// The type of a step that ends the execution as failed.
  public static let failType = "Fail"
  /// The types that every executor knows.
  static let ownTypes: Set<String> = [conditionType, failType]

  /// The steps that must have succeeded before it: those it depends on, and those whose outputs it takes.
  var prerequisites: [String] { dependsOn + Set(inputs.values.map(\.step)).subtracting(dependsOn).sorted() }
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

  /// The step of that name.
  public func step(_ name: String) -> PipelineStep? { steps.first { $0.name == name } }

  /// The steps that `name` waits for, directly or not: those it depends on or takes outputs of, the conditions whose branch it is in, and those
  /// whose property files it reads.
  public func ancestors(of name: String) -> Set<String> {
    var found: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      guard let step = step(next) else { continue }
      let before =
        Set(step.prerequisites).union(step.conditions.flatMap(\.producers))
        .union(steps.filter { ($0.ifSteps + $0.elseSteps).contains(next) }.map(\.name))
      for ancestor in before where found.insert(ancestor).inserted { open.append(ancestor) }
    }
    return found
  }

  /// The steps that wait for `name`, directly or not.
  public func descendants(of name: String) -> Set<String> {
    Set(steps.map(\.name).filter { ancestors(of: $0).contains(name) })
  }

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
