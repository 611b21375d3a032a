import Diagnostics
import Warehouse

/// One execution under way: decides each step when its turn comes, and carries the decision out.
struct ExecutionRun {
  let executor: PipelineExecutor
  let prepared: PipelineExecutor.Prepared
  let execution: String
  let ledger: ExecutionLedger
  let log: ExecutionLog
  /// What steps of this very execution left before it was interrupted.
  var kept: KeptSteps?

  private var warehouse: Warehouse { executor.warehouse }
  private var definition: PipelineDefinition { prepared.definition }
  private var steps: StepLedger {
    StepLedger(
      warehouse: warehouse, session: ledger.session, pipeline: prepared.file.name, execution: execution, log: log)
  }

  func carryOut(_ observer: some ExecutionObserver) throws -> PipelineExecutor.Result {
    observer.executionStarted(execution, pipeline: prepared.file.name, stepCount: definition.steps.count)
    let watch = ExecutionWatch(execution, in: warehouse, isStopRequested: executor.isStopRequested)
    do {
      var state = ExecutionState()
      var reused: [String] = []
      var worked: Set<String> = []
      for (index, step) in definition.steps.enumerated() {
        try watch.check(step.name)
        if let outcome = try kept?.outcome(of: step, ifNoneRan: worked, definition) {
          state.adopt(outcome, of: step.name)
          continue
        }
        var verdict = try prepared.decider.decide(step, &state)
        if let kept, case .run = verdict.decision {
          try kept.checkInputs(of: step, key: verdict.key, ifNoneRan: worked, definition)
          if let damage = kept.damage[step.name] {
            verdict = StepDecider.Verdict(decision: .run(reason: damage), key: verdict.key)
          }
        }
        switch verdict.decision {
        case .skip(let reason):
          try steps.note(step, number: index + 1, decision: verdict.decision)
          observer.stepEnded(step, status: .skipped, seconds: 0, message: reason)
        case .reuse(_, let reason):
          guard let outcome = verdict.outcome else { continue }
          // Its own outcome from before an interruption: the row is there already.
          guard outcome.execution != execution else {
            state.adopt(outcome, of: step.name)
            continue
          }
          log.add("\(step.name): \(reason)", step: step.name)
          try steps.note(step, number: index + 1, decision: verdict.decision, key: verdict.key, outcome: outcome)
          state.adopt(outcome, of: step.name)
          reused.append(step.name)
          observer.stepEnded(step, status: .succeeded, seconds: 0, message: "\(reason): \(outcome.message)")
        case .run, .open:
          let work = StepWork(
            executor: executor, prepared: prepared, execution: execution, ledger: ledger, steps: steps, log: log,
            watch: watch, step: step, number: index + 1)
          try work.run(verdict, &state, observer)
          if step.type != PipelineStep.conditionType { worked.insert(step.name) }
        }
      }
      try ledger.end(execution, of: prepared.file.name, status: "Succeeded", failure: nil)
      return PipelineExecutor.Result(execution: execution, conditions: state.conditions, reused: reused)
    } catch {
      let isStop = (error as? PipelineError)?.code == "stopped"
      log.add("\(error)", step: nil, level: isStop ? .warning : .error)
      try? ledger.end(execution, of: prepared.file.name, status: isStop ? "Stopped" : "Failed", failure: "\(error)")
      throw error
    }
  }
}
