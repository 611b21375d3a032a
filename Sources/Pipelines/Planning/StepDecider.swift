import Foundation
import Warehouse

/// Decides what is to become of a step, from the tables alone; changes nothing.
struct StepDecider {
  /// A decision with what it rests on.
  struct Verdict {
    let decision: StepDecision
    var key: StepKey?
    var outcome: PastOutcome?
  }

  /// What tables and objects hold, for the length of an execution or a plan.
  let memory: ContentMemory
  let runners: [String: any StepRunner]
  let programVersion: String
  let file: PipelineFile
  let definition: PipelineDefinition
  let values: [String: ParameterValue]
  let request: ExecutionRequest

  private var warehouse: Warehouse { memory.warehouse }
  private var past: PastOutcomes { PastOutcomes(memory, pipeline: file.name) }

  /// The steps that a selection makes do their work, whatever the cache says; `nil` where there is no selection.
  private var selected: Set<String>? {
    switch request.selection {
    case .all: nil
    case .from(let step): definition.descendants(of: step).union([step])
    case .only(let step): [step]
    }
  }

  func decide(_ step: PipelineStep, _ state: inout ExecutionState) throws -> Verdict {
    if let reason = state.reasonToSkip(step) { return Verdict(decision: .skip(reason: reason)) }
    var open = definition.ancestors(of: step.name).intersection(state.pending)
    // What runs in any case waits for nothing but the conditions that may pass it over.
    if !open.isEmpty, let reason = reasonToRunAnyway(step) {
      open.formIntersection(gates(of: step.name))
      if open.isEmpty { return Verdict(decision: .run(reason: reason)) }
    }
    if !open.isEmpty {
      // Those that wait for others of them are told by the others.
      let first = definition.steps.map(\.name).filter {
        open.contains($0) && definition.ancestors(of: $0).isDisjoint(with: open)
      }
      return Verdict(decision: .open(after: first))
    }
    if let selected, !selected.contains(step.name) { return try leftOut(step, selected, &state) }
    if PipelineStep.ownTypes.contains(step.type) {
      return Verdict(decision: .run(reason: Self.alwaysRuns(step)))
    }
    let key = try key(of: step, state)
    if selected != nil { return Verdict(decision: .run(reason: Self.isAskedFor), key: key) }
    guard let key else { return Verdict(decision: .run(reason: "nothing tells whether its outcome would be the same")) }
    guard request.usesCache else { return Verdict(decision: .run(reason: Self.asksForNoCache), key: key) }
    guard step.cache.isEnabled else { return Verdict(decision: .run(reason: Self.cacheIsOff), key: key) }
    return try lookUp(step, key, state)
  }

  /// Why a step runs whatever the steps before it come to, unless a condition passes it over; `nil` where they tell.
  private func reasonToRunAnyway(_ step: PipelineStep) -> String? {
    if let selected, !selected.contains(step.name) { return nil }
    guard selected != nil || !request.usesCache else { return step.cache.isEnabled ? nil : Self.cacheIsOff }
    if PipelineStep.ownTypes.contains(step.type) { return Self.alwaysRuns(step) }
    return selected == nil ? Self.asksForNoCache : Self.isAskedFor
  }

  private static let isAskedFor = "asked for"
  private static let asksForNoCache = "asked to run without the cache"
  private static let cacheIsOff = "its cache is switched off"
  private static func alwaysRuns(_ step: PipelineStep) -> String { "a \(step.type) step is always carried out" }

  /// The conditions that may pass over a step, or one that it waits for.
  private func gates(of name: String) -> Set<String> {
    let way = definition.ancestors(of: name).union([name])
    return Set(
      definition.steps.filter { step in (step.ifSteps + step.elseSteps).contains(where: way.contains) }.map(\.name))
  }

  private func key(of step: PipelineStep, _ state: ExecutionState) throws -> StepKey? {
    guard let runner = runners[step.type] else { return nil }
    let context = StepContext(
      execution: "", step: step, file: file, parameters: values, warehouse: warehouse, outputs: state.outputs)
    do {
      guard let inputs = try runner.inputs(context) else { return nil }
      return try StepKey(inputs, step: step, programVersion: programVersion, in: memory)
    } catch let error as PipelineError where ["missing-product", "missing-output"].contains(error.code) {
      // The step itself tells better what it misses.
      return nil
    } catch let error as WarehouseError where error.code == "missing-object" {
      return nil
    }
  }

  /// A step that a selection leaves out: its outcome in the source stands in where somebody needs it.
  private func leftOut(
    _ step: PipelineStep, _ selected: Set<String>, _ state: inout ExecutionState
  ) throws -> Verdict {
    if needed(by: selected).contains(step.name) {
      if PipelineStep.ownTypes.contains(step.type) {
        return Verdict(decision: .run(reason: Self.alwaysRuns(step)))
      }
      let outcome = try takenOutcome(of: step.name, for: selected)
      let reason = "taken from execution \(outcome.execution.prefix(13))"
      return Verdict(decision: .reuse(execution: outcome.execution, reason: reason), outcome: outcome)
    }
    state.skipped[step.name] = "left out"
    return Verdict(decision: .skip(reason: "left out"))
  }

  /// The steps that come before selected ones.
  private func needed(by selected: Set<String>) -> Set<String> {
    selected.reduce(into: Set<String>()) { $0.formUnion(definition.ancestors(of: $1)) }.subtracting(selected)
  }

  /// Checks that there is something to take for each step that a selection leaves out and needs.
  /// - Throws: ``PipelineError`` where there is not.
  func checkSelection() throws {
    guard let selected else { return }
    for step in taken(for: selected) { _ = try takenOutcome(of: step, for: selected) }
  }

  /// The steps whose outcomes stand in, in their order: conditions are evaluated anew.
  private func taken(for selected: Set<String>) -> [String] {
    let needed = needed(by: selected)
    return definition.steps.filter { needed.contains($0.name) && !PipelineStep.ownTypes.contains($0.type) }.map(\.name)
  }

  /// What stands in for a step that is left out: its outcome in the execution that was named, or else in the newest one
  /// that has an outcome of every such step, so that a model never meets the figures of another one.
  private func takenOutcome(of step: String, for selected: Set<String>) throws -> PastOutcome {
    let taken = taken(for: selected)
    guard let source = try request.source ?? past.newestExecution(of: taken) else {
      throw PipelineError(
        code: "missing-outcome", subject: "step \(step)",
        expected: "an execution in which \(taken.joined(separator: ", ")) succeeded, to take their outputs from",
        found: "none", remedy: "run the whole pipeline")
    }
    guard let outcome = try past.outcome(of: step, in: source) else {
      throw PipelineError(
        code: "missing-outcome", subject: "step \(step)",
        expected: "an execution in which it succeeded, to take its outputs from",
        found: "execution \(source), in which it did not",
        remedy: "run the whole pipeline, or name another execution with --of EXECUTION")
    }
    if let damage = try past.damage(to: outcome) {
      throw PipelineError(
        code: "outcome-gone", subject: "step \(step)", expected: "what execution \(outcome.execution) left",
        found: damage, remedy: "run the whole pipeline, or begin --from \(step)")
    }
    return outcome
  }

  private func lookUp(_ step: PipelineStep, _ key: StepKey, _ state: ExecutionState) throws -> Verdict {
    let outcomes = try past.outcomes(of: step.name, key: key.hash)
    guard !outcomes.isEmpty else { return Verdict(decision: .run(reason: try newReason(step, key)), key: key) }
    var reasons: [String] = []
    for outcome in outcomes {
      if let lifetime = step.cache.lifetime {
        let oldest = UTCTimestamp(warehouse.surroundings.moment().addingTimeInterval(-lifetime)).description
        guard outcome.endedAt >= oldest else {
          reasons.append("its outcome of \(outcome.endedAt) is older than \(DurationText.text(lifetime))")
          continue
        }
      }
      if let damage = try past.damage(to: outcome) {
        reasons.append(damage)
        continue
      }
      if let check = failedCheck(on: outcome, of: step, state) {
        reasons.append(check)
        continue
      }
      let reason = "unchanged since execution \(outcome.execution.prefix(13)) of \(outcome.endedAt)"
      return Verdict(decision: .reuse(execution: outcome.execution, reason: reason), key: key, outcome: outcome)
    }
    return Verdict(decision: .run(reason: reasons.first ?? "no outcome can be used"), key: key)
  }

  private func newReason(_ step: PipelineStep, _ key: StepKey) throws -> String {
    guard let newest = try past.newestKey(of: step.name) else { return "no execution has an outcome of it yet" }
    let differences = key.differences(from: newest.parts)
    guard !differences.isEmpty else { return "its outcome in execution \(newest.execution.prefix(13)) is not kept" }
    let shown = differences.prefix(3).joined(separator: "; ")
    let rest = differences.count > 3 ? "; and \(differences.count - 3) more" : ""
    return "\(shown)\(rest) (since execution \(newest.execution.prefix(13)))"
  }

  /// A step whose outcome does not pass the check that reads it, as the check stands now, runs again.
  private func failedCheck(on outcome: PastOutcome, of step: PipelineStep, _ state: ExecutionState) -> String? {
    for check in definition.steps where check.conditions.contains(where: { $0.producers.contains(step.name) }) {
      var files = state.propertyFiles
      files[step.name] = outcome.propertyFiles
      guard let verdict = try? ConditionEvaluation(warehouse: warehouse, propertyFiles: files).verdict(on: check) else {
        continue
      }
      // Where the conditions lead to a Fail step, it is their holding that is the failure.
      let failsWhenMet = check.ifSteps.contains { definition.step($0)?.type == PipelineStep.failType }
      if verdict.holds == failsWhenMet {
        return "its outcome of \(outcome.endedAt) failed the check \(check.name): \(verdict.message)"
      }
    }
    return nil
  }
}
