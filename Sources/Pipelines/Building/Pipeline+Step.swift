import Events

extension Pipeline {
  /// A step that is being written; further steps name it to come after it, to take its outputs, or to read its property files.
  public struct Step: Sendable {
    /// The name of the step.
    public let name: String
    let type: String
    private let dependsOn: [String]
    private let cache: CachePolicy
    private let retry: [RetryPolicy]
    private let timeLimit: Double?
    private let inputs: [String: StepOutputReference]
    private let arguments: [String: JSONValue]

    /// A step that does work.
    /// - Parameters:
    ///   - type: the type of a registered ``StepRunner``.
    ///   - steps: those that must have succeeded before it.
    ///   - inputs: outputs of earlier steps under the names by which this step asks for them; the steps that made them come
    ///     before it. What is not named is found by itself where one step alone has an output of that name.
    ///   - timeLimit: the seconds it may take.
    public init(
      _ name: String, type: String, after steps: Step..., inputs: [String: StepOutputReference] = [:],
      cache: CachePolicy = CachePolicy(), retry: [RetryPolicy] = [], timeLimit: Double? = nil
    ) {
      self.init(
        name: name, type: type, after: steps, inputs: inputs, cache: cache, retry: retry, timeLimit: timeLimit,
        arguments: [:])
    }

    /// A step that decides between two branches.
    /// - Parameters:
    ///   - conditions: what must hold, all of it.
    ///   - ifSteps: the steps that run only where it does.
    ///   - elseSteps: the steps that run only where it does not.
    public init(
      _ name: String, after steps: Step..., when conditions: Condition...,
      @StepsBuilder then ifSteps: () -> [Step], @StepsBuilder else elseSteps: () -> [Step] = { [] }
    ) {
      self.init(
        name: name, type: PipelineStep.conditionType, after: steps,
        arguments: [
          "Conditions": .array(conditions.map(\.json)), "IfSteps": .array(ifSteps().map(\.json)),
          "ElseSteps": .array(elseSteps().map(\.json)),
        ])
    }

    /// A step that ends the execution as failed.
    /// - Parameter message: why.
    public init(_ name: String, after steps: Step..., failing message: String) {
      self.init(
        name: name, type: PipelineStep.failType, after: steps, arguments: ["ErrorMessage": .string(message)])
    }

    private init(
      name: String, type: String, after steps: [Step], inputs: [String: StepOutputReference] = [:],
      cache: CachePolicy = CachePolicy(), retry: [RetryPolicy] = [], timeLimit: Double? = nil,
      arguments: [String: JSONValue]
    ) {
      self.name = name
      self.type = type
      dependsOn = steps.map(\.name)
      self.inputs = inputs
      self.cache = cache
      self.retry = retry
      self.timeLimit = timeLimit
      self.arguments = arguments
    }

    /// An output of this step, for ``Pipeline/Step/init(_:type:after:inputs:cache:retry:timeLimit:)`` of a later one.
    public func output(_ output: String) -> StepOutputReference { StepOutputReference(step: name, output: output) }

    /// A value out of a property file that this step writes, SageMaker's JsonGet.
    /// - Parameter path: keys with dots between them, such as `metrics.rmse`.
    public func json(_ propertyFile: String, _ path: String) -> Operand {
      Operand([
        "Std:JsonGet": [
          "PropertyFile": ["Get": .string("Steps.\(name).PropertyFiles.\(propertyFile)")], "Path": .string(path),
        ]
      ])
    }

    var json: JSONValue {
      var members: [String: JSONValue] = ["Name": .string(name), "Type": .string(type)]
      DefinitionJSON.add(dependsOn: dependsOn, cache: cache, retry: retry, timeLimit: timeLimit, to: &members)
      let arguments = DefinitionJSON.arguments(arguments, inputs: inputs)
      if !arguments.isEmpty { members["Arguments"] = .object(arguments) }
      return .object(members)
    }
  }
}
