import Diagnostics
import Foundation
public import Warehouse

/// Runs pipelines: their steps one after another, each with a row that tells how it went.
///
/// A step whose inputs are what they were in an earlier execution is not run again: its outcome there is used.
public struct PipelineExecutor: Sendable {
  let warehouse: Warehouse
  let runners: [String: any StepRunner]
  let programVersion: String
  let settingNames: Set<String>?
  let errorCodes: Set<String>?
  let isStopRequested: @Sendable () -> Bool
  let pause: @Sendable (Double) -> Void

  /// Creates an executor.
  /// - Parameters:
  ///   - runners: what each type of step does.
  ///   - settingNames: the keys of `pipeline.yml` that the runners read; others are refused. `nil` where any may be read.
  ///   - errorCodes: the codes of the errors that the runners end with, for `retry`; others are refused there. `nil` where
  ///     any may be named.
  ///   - isStopRequested: is asked often whether to end early and leave the execution Stopped.
  ///   - pause: waits for so many seconds.
  public init(
    _ warehouse: Warehouse, runners: [String: any StepRunner], programVersion: String,
    settingNames: Set<String>? = nil, errorCodes: Set<String>? = nil,
    isStopRequested: @escaping @Sendable () -> Bool = { false },
    pause: (@Sendable (Double) -> Void)? = nil
  ) {
    self.warehouse = warehouse
    self.runners = runners
    self.programVersion = programVersion
    self.settingNames = settingNames
    self.errorCodes = errorCodes
    self.isStopRequested = isStopRequested
    self.pause = pause ?? { Thread.sleep(forTimeInterval: $0) }
  }

  /// The same executor, which ends early where `isStopRequested` says so.
  public func stopping(where isStopRequested: @escaping @Sendable () -> Bool) -> PipelineExecutor {
    PipelineExecutor(
      warehouse, runners: runners, programVersion: programVersion, settingNames: settingNames,
      errorCodes: errorCodes, isStopRequested: isStopRequested, pause: pause)
  }

  /// What an execution came to.
  public struct Result: Sendable {
    /// The id of the execution.
    public let execution: String
    /// The result of each condition step by name.
    public let conditions: [String: Bool]
    /// The steps whose outcome in another execution was used again.
    public let reused: [String]
  }

  /// Runs the pipeline to its end, every step of it.
  /// - Parameter parameters: values for declared parameters, as texts.
  /// - Throws: as ``run(_:_:observer:)``.
  public func run(
    _ file: PipelineFile, parameters given: [(name: String, value: String)], observer: some ExecutionObserver
  ) throws -> Result {
    try run(file, ExecutionRequest(parameters: given, usesCache: false), observer: observer)
  }

  /// Runs the pipeline to its end, as asked.
  /// - Throws: ``PipelineError`` where the definition is wrong, another execution of the pipeline is under way, a step fails,
  ///   or the execution was stopped; in the last two cases the tables say so, and what earlier steps wrote stays.
  @discardableResult
  public func run(
    _ file: PipelineFile, _ request: ExecutionRequest, observer: some ExecutionObserver
  ) throws -> Result {
    let prepared = try prepare(file, request)
    try check(prepared, request)
    let lock = try lock(file.name, waits: request.waits, observer)
    return try withExtendedLifetime(lock) {
      let log = ExecutionLog(warehouse.surroundings)
      let ledger = ExecutionLedger(warehouse: warehouse, session: try warehouse.writingSession(on: .mlops), log: log)
      try ledger.closeAbandoned(file.name)
      try prepared.decider.checkSelection()
      let execution = try ledger.begin(
        file, parameters: prepared.values, request: request, programVersion: programVersion)
      let run = ExecutionRun(executor: self, prepared: prepared, execution: execution, ledger: ledger, log: log)
      return try run.carryOut(observer)
    }
  }

  /// Checks a pipeline's files as far as that goes without running a step: its YAML, the types of its steps, what its
  /// conditions compare, the settings that steps read, and their SQL as far as the tables that it names are there.
  /// - Returns: what could not be checked and why, a line each.
  /// - Throws: the first error that is found.
  @discardableResult
  public func validate(_ file: PipelineFile) throws -> [String] {
    let prepared = try prepare(file, ExecutionRequest())
    let check = try check(file)
    try check.keys()
    try check.conditions()
    try checkSettings(prepared, given: [])
    var notes: [String] = []
    for step in prepared.definition.steps {
      guard let runner = runners[step.type] else { continue }
      let context = context(of: step, file, prepared.values)
      do {
        _ = try runner.inputs(context)
      } catch let error as PipelineError where error.code == "missing-output" {
        // Only an execution has outputs of earlier steps.
      }
      notes += try runner.checkScripts(context).filter { !notes.contains($0) }
    }
    return notes
  }

  /// Checks what can be told of a run before its execution begins.
  func check(_ prepared: Prepared, _ request: ExecutionRequest) throws {
    try check(prepared.file).keys()
    try checkSettings(prepared, given: request.parameters)
  }

  private func check(_ file: PipelineFile) throws -> DefinitionCheck {
    try DefinitionCheck(file, settings: settingNames, errorCodes: errorCodes)
  }

  /// Lets each step look at its settings.
  /// - Parameter given: parameters that were asked for. Where the settings are right without them, they are wrong.
  private func checkSettings(_ prepared: Prepared, given: [(name: String, value: String)]) throws {
    do {
      try checkSettings(prepared.definition, prepared.file, prepared.values)
    } catch let error as any Diagnostic where !given.isEmpty {
      let file = prepared.file
      let defaults = try file.definition().values(overriddenBy: [])
      guard (try? checkSettings(file.definition(defaults), file, defaults)) != nil else { throw error }
      throw PipelineError(
        code: "parameter-value",
        subject: "pipeline \(file.name), \(given.count == 1 ? "parameter" : "parameters") "
          + given.map { "\($0.name)=\($0.value)" }.joined(separator: ", "),
        expected: error.expected, found: error.found,
        remedy: "give another value, or none; `stockroom pipeline describe \(file.name)` says what each parameter means"
      )
    }
  }

  private func checkSettings(
    _ definition: PipelineDefinition, _ file: PipelineFile, _ values: [String: ParameterValue]
  ) throws {
    for step in definition.steps { try runners[step.type]?.checkSettings(context(of: step, file, values)) }
  }

  private func context(
    of step: PipelineStep, _ file: PipelineFile, _ values: [String: ParameterValue]
  ) -> StepContext {
    StepContext(execution: "", step: step, file: file, parameters: values, warehouse: warehouse, outputs: [:])
  }

  /// A request that was checked against its definition.
  struct Prepared {
    let file: PipelineFile
    let definition: PipelineDefinition
    let values: [String: ParameterValue]
    let decider: StepDecider
  }

  func prepare(_ file: PipelineFile, _ request: ExecutionRequest) throws -> Prepared {
    let values = try file.definition().values(overriddenBy: request.parameters)
    let definition = try file.definition(values)
    try checkTypes(of: definition, origin: file.origin)
    switch request.selection {
    case .all: break
    case .from(let step), .only(let step):
      guard definition.step(step) != nil else {
        throw PipelineError(
          code: "unknown-step", subject: "pipeline \(file.name)",
          expected: "one of \(definition.steps.map(\.name).joined(separator: ", "))", found: "\"\(step)\"",
          remedy: "check the name")
      }
    }
    return Prepared(
      file: file, definition: definition, values: values,
      decider: StepDecider(
        memory: ContentMemory(warehouse), runners: runners, programVersion: programVersion, file: file,
        definition: definition, values: values, request: request))
  }

  /// Takes the pipeline's lock, which its owner's end frees, however that comes.
  func lock(_ pipeline: String, waits: Double?, _ observer: some ExecutionObserver) throws -> FileLock {
    var left = waits ?? 0
    var isTold = false
    while true {
      if let lock = try FileLock("pipeline-\(pipeline)", in: warehouse.layout) { return lock }
      guard left > 0, !isStopRequested() else {
        throw PipelineError(
          code: "already-running", subject: "pipeline \(pipeline)", expected: "one execution at a time",
          found: "another one under way",
          remedy: "let it wait with --wait SECONDS; `stockroom pipeline executions` shows how far the other one is")
      }
      if !isTold { observer.waiting(for: pipeline) }
      isTold = true
      let slice = min(0.05, left)
      pause(slice)
      left -= slice
    }
  }

  private func checkTypes(of definition: PipelineDefinition, origin: String) throws {
    for step in definition.steps where !PipelineStep.ownTypes.contains(step.type) && runners[step.type] == nil {
      throw PipelineError(
        code: "step-type", subject: "\(origin), step \(step.name)",
        expected: "a type among \((Array(runners.keys) + PipelineStep.ownTypes).sorted().joined(separator: ", "))",
        found: "\"\(step.type)\"", remedy: "correct the type")
    }
  }
}
