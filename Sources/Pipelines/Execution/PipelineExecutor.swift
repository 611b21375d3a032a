import Diagnostics
public import Warehouse

/// Runs a pipeline: its steps one after another, each with a row that tells how it went.
public struct PipelineExecutor: Sendable {
  private let warehouse: Warehouse
  private let runners: [String: any StepRunner]
  private let programVersion: String

  /// Creates an executor.
  /// - Parameter runners: what each type of step does.
  public init(_ warehouse: Warehouse, runners: [String: any StepRunner], programVersion: String) {
    self.warehouse = warehouse
    self.runners = runners
    self.programVersion = programVersion
  }

  /// What an execution came to.
  public struct Result: Sendable {
    /// The id of the execution.
    public let execution: String
    /// The result of each condition step by name.
    public let conditions: [String: Bool]
  }

  /// Runs the pipeline to its end.
  /// - Parameter parameters: values for declared parameters, as texts.
  /// - Throws: ``PipelineError`` where the definition is wrong, another execution of the pipeline is under way, or a step
  ///   fails; in the last case the failure is in the tables and what earlier steps wrote stays.
  public func run(
    _ file: PipelineFile, parameters given: [(name: String, value: String)], observer: some ExecutionObserver
  ) throws -> Result {
    let values = try file.definition().values(overriddenBy: given)
    let definition = try file.definition(values)
    try checkTypes(of: definition, origin: file.origin)
    guard let lock = try FileLock("pipeline-\(file.name)", in: warehouse.layout) else {
      throw PipelineError(
        code: "already-running", subject: "pipeline \(file.name)", expected: "one execution at a time",
        found: "another one under way", remedy: "wait for it: `stockroom pipeline executions` shows how far it is")
    }
    return try withExtendedLifetime(lock) {
      let ledger = ExecutionLedger(warehouse: warehouse)
      try ledger.closeAbandoned(file.name)
      let execution = try ledger.begin(file, parameters: values, programVersion: programVersion)
      observer.executionStarted(execution, pipeline: file.name, stepCount: definition.steps.count)
      do {
        let conditions = try runSteps(
          definition, file: file, values: values, execution: execution, ledger: ledger, observer: observer)
        try ledger.end(execution, failure: nil)
        return Result(execution: execution, conditions: conditions)
      } catch {
        try? ledger.end(execution, failure: "\(error)")
        throw error
      }
    }
  }

  private func runSteps(
    _ definition: PipelineDefinition, file: PipelineFile, values: [String: ParameterValue], execution: String,
    ledger: ExecutionLedger, observer: some ExecutionObserver
  ) throws -> [String: Bool] {
    var outputs: [String: [String: String]] = [:]
    var conditions: [String: Bool] = [:]
    var skipped: [String: String] = [:]
    for (index, step) in definition.steps.enumerated() {
      if let cause = step.dependsOn.first(where: { skipped[$0] != nil }), skipped[step.name] == nil {
        skipped[step.name] = "\(cause) was skipped"
      }
      observer.stepStarted(step, number: index + 1)
      try ledger.begin(step, number: index + 1, of: execution)
      let use = ResourceUse()
      func end(_ status: StepStatus, _ outcome: StepOutcome) throws {
        try ledger.end(step, of: execution, status: status, outcome: outcome, use: use)
        observer.stepEnded(step, status: status, seconds: use.elapsedSeconds, message: outcome.message)
      }
      if let reason = skipped[step.name] {
        try end(.skipped, StepOutcome(message: reason))
        continue
      }
      do {
        if step.type == PipelineStep.conditionType {
          let verdict = try ConditionEvaluation(warehouse: warehouse, execution: execution).verdict(on: step)
          conditions[step.name] = verdict.holds
          for branch in verdict.holds ? step.elseSteps : step.ifSteps {
            skipped[branch] = "\(step.name): \(verdict.message)"
          }
          try end(.succeeded, StepOutcome(outputs: ["holds": String(verdict.holds)], message: verdict.message))
        } else if let runner = runners[step.type] {
          let context = StepContext(
            execution: execution, step: step, file: file, parameters: values, warehouse: warehouse, outputs: outputs,
            progress: { observer.stepProgressed(step, $0) })
          let outcome = try runner.run(context)
          outputs[step.name] = outcome.outputs
          try end(.succeeded, outcome)
        }
      } catch {
        try? end(.failed, StepOutcome(message: "\(error)"))
        throw error
      }
    }
    return conditions
  }

  private func checkTypes(of definition: PipelineDefinition, origin: String) throws {
    for step in definition.steps where step.type != PipelineStep.conditionType && runners[step.type] == nil {
      throw PipelineError(
        code: "step-type", subject: "\(origin), step \(step.name)",
        expected: "a type among \((runners.keys + [PipelineStep.conditionType]).sorted().joined(separator: ", "))",
        found: "\"\(step.type)\"", remedy: "correct the type")
    }
  }
}
