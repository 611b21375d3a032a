import Warehouse

/// What an interrupted execution left of its own steps, and which of it can be kept.
final class KeptSteps {
  private let past: PastOutcomes
  private let steps: StepLedger
  private let execution: String
  /// Steps that must run again although they succeeded, and why.
  private(set) var damage: [String: String] = [:]

  init(_ execution: String, definition: PipelineDefinition, past: PastOutcomes, steps: StepLedger) throws {
    self.execution = execution
    self.past = past
    self.steps = steps
    // A check that led to a Fail step would fail again on the same outcome: what it read is made anew.
    for check in definition.steps where check.type == PipelineStep.conditionType {
      guard let holds = try past.outcome(of: check.name, in: execution)?.outputs["holds"] else { continue }
      let branch = holds == "true" ? check.ifSteps : check.elseSteps
      guard branch.contains(where: { definition.step($0)?.type == PipelineStep.failType }) else { continue }
      for producer in Set(check.conditions.flatMap(\.producers)) {
        damage[producer] = "its outcome failed the check \(check.name)"
      }
    }
  }

  /// The outcome of a step that need not run again: it succeeded, nothing before it has run again, and all that it made is
  /// still there. Conditions are evaluated anew.
  func outcome(
    of step: PipelineStep, ifNoneRan worked: Set<String>, _ definition: PipelineDefinition
  ) throws -> PastOutcome? {
    guard !PipelineStep.ownTypes.contains(step.type), damage[step.name] == nil,
      definition.ancestors(of: step.name).isDisjoint(with: worked),
      let outcome = try past.outcome(of: step.name, in: execution)
    else { return nil }
    guard let found = try past.damage(to: outcome) else { return outcome }
    damage[step.name] = found
    return nil
  }

  /// Refuses to finish a step from other inputs than those it began with: its first half may be in the tables.
  func checkInputs(
    of step: PipelineStep, key: StepKey?, ifNoneRan worked: Set<String>, _ definition: PipelineDefinition
  ) throws {
    guard let key, definition.ancestors(of: step.name).isDisjoint(with: worked),
      let begun = try steps.begunWith(step)
    else { return }
    let differences = key.differences(from: begun).filter { !$0.hasPrefix("program version") }
    guard differences.isEmpty else {
      throw PipelineError(
        code: "changed-inputs", subject: "step \(step.name) of execution \(execution)",
        expected: "the inputs that it began with", found: differences.joined(separator: "; "),
        remedy: "start anew with `stockroom pipeline run \(past.pipeline)`: unchanged steps are used again")
    }
  }
}
