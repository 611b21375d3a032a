import Warehouse

extension PipelineExecutor {
  /// What an execution would do now. Reads tables and files, changes nothing.
  /// - Throws: ``PipelineError`` where the definition or the request is wrong; what ``run(_:_:observer:)`` throws before an execution
  ///   begins.
  public func plan(_ file: PipelineFile, _ request: ExecutionRequest = ExecutionRequest()) throws -> ExecutionPlan {
    let prepared = try prepare(file, request)
    try check(prepared, request)
    var state = ExecutionState()
    var entries: [ExecutionPlan.Entry] = []
    for (index, step) in prepared.definition.steps.enumerated() {
      let verdict = try prepared.decider.decide(step, &state)
      entries.append(ExecutionPlan.Entry(number: index + 1, step: step, decision: verdict.decision))
      switch verdict.decision {
      case .reuse: if let outcome = verdict.outcome { state.adopt(outcome, of: step.name) }
      case .run
      where step.type == PipelineStep.conditionType
        && prepared.definition.ancestors(of: step.name).isDisjoint(with: state.pending):
        let evaluation = ConditionEvaluation(warehouse: warehouse, propertyFiles: state.propertyFiles)
        state.settle(step, try evaluation.verdict(on: step))
      case .run, .open: state.pending.insert(step.name)
      case .skip: break
      }
    }
    return ExecutionPlan(
      file: file, definition: prepared.definition, parameters: prepared.values, entries: entries)
  }
}
