public import Warehouse

/// What a step is given.
public struct StepContext: Sendable {
  /// The execution it belongs to; empty while its inputs are looked at.
  public let execution: String
  /// The step.
  public let step: PipelineStep
  /// The pipeline's files.
  public let file: PipelineFile
  /// The values of the parameters.
  public let parameters: [String: ParameterValue]
  /// The warehouse.
  public let warehouse: Warehouse
  /// The outputs of earlier steps by step name.
  public let outputs: [String: [String: String]]
  /// Tells the user how far the step is; the text becomes a line of the execution's log.
  public let progress: @Sendable (String) -> Void
  /// Throws where the step is to end early: the execution is being stopped, or the step's time is over. A step calls it
  /// between pieces of work; statements of ``warehouse`` end by themselves.
  public let checkpoint: @Sendable () throws -> Void

  init(
    execution: String, step: PipelineStep, file: PipelineFile, parameters: [String: ParameterValue],
    warehouse: Warehouse, outputs: [String: [String: String]],
    progress: @escaping @Sendable (String) -> Void = { _ in },
    checkpoint: @escaping @Sendable () throws -> Void = {}
  ) {
    self.execution = execution
    self.step = step
    self.file = file
    self.parameters = parameters
    self.warehouse = warehouse
    self.outputs = outputs
    self.progress = progress
    self.checkpoint = checkpoint
  }

  /// The output of an earlier step: the one that `inputs` of the step names for it, or else the one step that has an output
  /// of that name; where several have, the one that the step depends on.
  /// - Throws: ``PipelineError`` where no earlier step has one of that name, or it is open which of them is meant.
  public func output(_ name: String) throws -> String {
    if let source = step.inputs[name] {
      guard let value = outputs[source.step]?[source.output] else {
        throw missing("the output \(source.output) of step \(source.step)", "correct inputs in pipeline.yml")
      }
      return value
    }
    let having = outputs.filter { $0.value[name] != nil }
    let meant = having.count > 1 ? having.filter { step.dependsOn.contains($0.key) } : having
    guard having.isEmpty || meant.count == 1 else {
      throw PipelineError(
        code: "ambiguous-output", subject: "step \(step.name)", expected: "one earlier step with the output \(name)",
        found: having.keys.sorted().joined(separator: ", "),
        remedy: "say which one in pipeline.yml: inputs: { \(name): { step: STEP, output: \(name) } }")
    }
    guard let value = meant.values.first?[name] else {
      throw missing("an earlier step with the output \(name)", "correct depends_on in pipeline.yml")
    }
    return value
  }

  private func missing(_ expected: String, _ remedy: String) -> PipelineError {
    PipelineError(
      code: "missing-output", subject: "step \(step.name)", expected: expected, found: "none", remedy: remedy)
  }
}

/// What a step leaves.
public struct StepOutcome: Sendable {
  /// A file that conditions read, kept as an object and as a row.
  public struct PropertyFile: Sendable {
    /// Its name, such as `evaluation_summary.json`.
    public let name: String
    /// Its key in the object directory.
    public let object: String
    /// Its JSON text.
    public let content: String

    /// Creates a property file.
    public init(name: String, object: String, content: String) {
      self.name = name
      self.object = object
      self.content = content
    }
  }

  /// What it read: tables, objects, counts.
  public var inputs: [String: String]
  /// What it wrote: tables, objects, ids.
  public var outputs: [String: String]
  /// One line for the user.
  public var message: String
  /// The files that conditions read.
  public var propertyFiles: [PropertyFile]
  /// The tables and objects that must still be there, unchanged, for the outcome to be used again.
  public var products: StepProducts

  /// Creates an outcome.
  public init(
    inputs: [String: String] = [:], outputs: [String: String] = [:], message: String,
    propertyFiles: [PropertyFile] = [], products: StepProducts = StepProducts()
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.message = message
    self.propertyFiles = propertyFiles
    self.products = products
  }
}

/// Does the work of one type of step.
///
/// A runner writes its outputs, keyed by the execution, before it returns; the executor records completion afterwards. A
/// step that was cut off can thus run again.
public protocol StepRunner: Sendable {
  /// Runs the step.
  func run(_ context: StepContext) throws -> StepOutcome

  /// What the step would read. Where all of it is as it was before, the earlier outcome is used again and the step does not
  /// run; `nil`, unless a runner says otherwise, makes it run every time.
  func inputs(_ context: StepContext) throws -> StepInputs?

  /// Checks what the step reads of `pipeline.yml`, parameters filled in. It is asked before an execution is recorded.
  /// - Throws: the error that the step would end with.
  func checkSettings(_ context: StepContext) throws

  /// Prepares the SQL that the step runs, without running it.
  /// - Returns: what could not be checked and why, such as a table that is not there yet; a line each.
  /// - Throws: the error that the step would end with, whatever rows the tables hold.
  func checkScripts(_ context: StepContext) throws -> [String]
}

extension StepRunner {
  /// Nothing is known of what the step reads: it runs every time.
  public func inputs(_ context: StepContext) throws -> StepInputs? { nil }

  /// It reads no settings.
  public func checkSettings(_ context: StepContext) throws {}

  /// It runs no SQL of the pipeline.
  public func checkScripts(_ context: StepContext) throws -> [String] { [] }
}

/// Is told how an execution goes on.
public protocol ExecutionObserver: Sendable {
  /// An execution was recorded and begins.
  func executionStarted(_ execution: String, pipeline: String, stepCount: Int)
  /// A step begins.
  func stepStarted(_ step: PipelineStep, number: Int)
  /// A step says how far it is.
  func stepProgressed(_ step: PipelineStep, _ text: String)
  /// A step ended.
  func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String)
  /// Another execution of the pipeline is under way, and this one waits for it.
  func waiting(for pipeline: String)
}

extension ExecutionObserver {
  /// Says nothing.
  public func waiting(for pipeline: String) {}
}

/// How a step ended.
public enum StepStatus: String, Sendable {
  case succeeded = "Succeeded"
  case failed = "Failed"
  case skipped = "Skipped"
  case stopped = "Stopped"
}
