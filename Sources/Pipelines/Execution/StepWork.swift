import Diagnostics
import Warehouse

/// The work of one step: attempts, pauses between them, and its rows.
struct StepWork {
  let executor: PipelineExecutor
  let prepared: PipelineExecutor.Prepared
  let execution: String
  let ledger: ExecutionLedger
  let steps: StepLedger
  let log: ExecutionLog
  let watch: ExecutionWatch
  let step: PipelineStep
  let number: Int

  private var warehouse: Warehouse { executor.warehouse }

  func run(
    _ verdict: StepDecider.Verdict, _ state: inout ExecutionState, _ observer: some ExecutionObserver
  ) throws {
    observer.stepStarted(step, number: number)
    log.add("\(step.name) begins: \(verdict.decision.reason)", step: step.name)
    var attempt = 1
    while true {
      try steps.begin(step, number: number, decision: verdict.decision, key: verdict.key)
      watch.begin(step)
      let use = ResourceUse()
      do {
        let outcome = try perform(&state, observer)
        let products = try StepArtifact.all(
          of: outcome.products, step: step.name, in: prepared.decider.memory)
        log.add(outcome.message, step: step.name)
        try steps.end(
          step, status: .succeeded, outcome: outcome, inputs: verdict.key?.inputs ?? [], products: products, use: use)
        observer.stepEnded(step, status: .succeeded, seconds: use.elapsedSeconds, message: outcome.message)
        return
      } catch {
        let error = explained(error)
        let code = (error as? any Diagnostic)?.code ?? "other"
        let isStop = code == "stopped"
        let status: StepStatus = isStop ? .stopped : .failed
        log.add("\(error)", step: step.name, level: isStop ? .warning : .error)
        // The first error is the one to tell, even where its row cannot be written.
        try? steps.end(
          step, status: status, outcome: StepOutcome(message: "\(error)"), errorCode: code,
          inputs: verdict.key?.inputs ?? [], use: use)
        guard !isStop, let policy = step.retry.first(where: { $0.covers(code) }), attempt < policy.attempts else {
          observer.stepEnded(step, status: status, seconds: use.elapsedSeconds, message: "\(error)")
          throw error
        }
        let seconds = policy.pause(after: attempt)
        let text = "attempt \(attempt) of \(policy.attempts) failed (\(code)); again in \(DurationText.text(seconds))"
        log.add(text, step: step.name, level: .warning)
        observer.stepProgressed(step, text)
        try wait(seconds)
        attempt += 1
      }
    }
  }

  private func perform(_ state: inout ExecutionState, _ observer: some ExecutionObserver) throws -> StepOutcome {
    switch step.type {
    case PipelineStep.conditionType:
      let evaluation = ConditionEvaluation(warehouse: warehouse, propertyFiles: state.propertyFiles)
      let verdict = try evaluation.verdict(on: step)
      state.settle(step, verdict)
      return StepOutcome(outputs: ["holds": String(verdict.holds)], message: verdict.message)
    case PipelineStep.failType:
      throw PipelineError(
        code: "fail-step", subject: "step \(step.name)", found: step.message ?? "the pipeline ends here",
        remedy: "`stockroom pipeline steps \(execution)` shows what came before")
    default:
      guard let runner = executor.runners[step.type] else { return StepOutcome(message: "") }
      let (step, watch, log, ledger, execution) = (step, watch, log, ledger, execution)
      let context = StepContext(
        execution: execution, step: step, file: prepared.file, parameters: prepared.values,
        warehouse: warehouse.interrupted { watch.reason != nil }, outputs: state.outputs,
        progress: { text in
          observer.stepProgressed(step, text)
          if log.add(text, step: step.name) { try? ledger.flushLog(execution) }
        },
        checkpoint: { try watch.check(step.name) })
      let outcome = try runner.run(context)
      state.outputs[step.name] = outcome.outputs
      state.propertyFiles[step.name] = Dictionary(
        outcome.propertyFiles.map { ($0.name, $0.content) }, uniquingKeysWith: { $1 })
      return outcome
    }
  }

  /// A statement that was given up, at work or while it waited for another process, says so in SQLite's words; the reason for it is the error to tell.
  private func explained(_ error: any Error) -> any Error {
    guard let code = (error as? any Diagnostic)?.code, ["interrupted", "busy"].contains(code),
      let reason = watch.reason
    else { return error }
    return watch.error(reason, step: step.name)
  }

  private func wait(_ seconds: Double) throws {
    var left = seconds
    while left > 0 {
      if watch.reason == .stopped { throw watch.error(.stopped, step: step.name) }
      let slice = min(0.1, left)
      executor.pause(slice)
      left -= slice
    }
  }
}
