/// What is to become of a step, and why.
public enum StepDecision: Sendable, Equatable {
  /// It does its work.
  case run(reason: String)
  /// The outcome that it had in another execution is used again.
  case reuse(execution: String, reason: String)
  /// It is passed over.
  case skip(reason: String)
  /// It cannot be told before those steps have run.
  case open(after: [String])

  /// One word: `run`, `reuse`, `skip` or `open`.
  public var word: String {
    switch self {
    case .run: "run"
    case .reuse: "reuse"
    case .skip: "skip"
    case .open: "open"
    }
  }

  /// Why.
  public var reason: String {
    switch self {
    case .run(let reason), .skip(let reason): reason
    case .reuse(_, let reason): reason
    case .open(let steps): "decided when \(steps.joined(separator: " and ")) \(steps.count == 1 ? "has" : "have") run"
    }
  }
}

/// What an execution would do, as data: made without changing anything, to be shown or to be carried out.
public struct ExecutionPlan: Sendable {
  /// A step with what is to become of it.
  public struct Entry: Sendable {
    /// From 1.
    public let number: Int
    /// The step.
    public let step: PipelineStep
    /// What is to become of it.
    public let decision: StepDecision
  }

  /// The pipeline.
  public let file: PipelineFile
  /// The definition, parameters filled in.
  public let definition: PipelineDefinition
  /// The values of the parameters.
  public let parameters: [String: ParameterValue]
  /// The steps in the order in which they run.
  public let entries: [Entry]
}
