/// What is known in the middle of an execution, or of planning one.
struct ExecutionState: Sendable {
  /// The outputs of the steps that have them, by step name.
  var outputs: [String: [String: String]] = [:]
  /// The contents of property files by step and file name.
  var propertyFiles: [String: [String: String]] = [:]
  /// The verdicts of conditions.
  var conditions: [String: Bool] = [:]
  /// The steps that are passed over, and why.
  var skipped: [String: String] = [:]
  /// While planning: steps whose outcome is not known before they have run.
  var pending: Set<String> = []

  mutating func adopt(_ outcome: PastOutcome, of step: String) {
    outputs[step] = outcome.outputs
    propertyFiles[step] = outcome.propertyFiles
  }

  /// Notes a verdict: the other branch is passed over.
  mutating func settle(_ step: PipelineStep, _ verdict: ConditionEvaluation.Verdict) {
    conditions[step.name] = verdict.holds
    for branch in verdict.holds ? step.elseSteps : step.ifSteps {
      skipped[branch] = "\(step.name): \(verdict.message)"
    }
  }

  /// Why a step is passed over; a step that waits for one that is, is too.
  mutating func reasonToSkip(_ step: PipelineStep) -> String? {
    if let cause = step.prerequisites.first(where: { skipped[$0] != nil }), skipped[step.name] == nil {
      skipped[step.name] = "\(cause) was skipped"
    }
    return skipped[step.name]
  }
}
