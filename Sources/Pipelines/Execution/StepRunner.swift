public import Warehouse

/// What a step is given.
public struct StepContext: Sendable {
  /// The execution it belongs to.
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
  /// Tells the user how far the step is.
  public let progress: @Sendable (String) -> Void

  /// The output of an earlier step, whichever it was.
  /// - Throws: ``PipelineError`` where no earlier step has one of that name.
  public func output(_ name: String) throws -> String {
    guard let value = outputs.values.lazy.compactMap({ $0[name] }).first else {
      throw PipelineError(
        code: "missing-output", subject: "step \(step.name)", expected: "an earlier step with the output \(name)",
        found: "none", remedy: "correct depends_on in pipeline.yml")
    }
    return value
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

  /// Creates an outcome.
  public init(
    inputs: [String: String] = [:], outputs: [String: String] = [:], message: String, propertyFiles: [PropertyFile] = []
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.message = message
    self.propertyFiles = propertyFiles
  }
}

/// Does the work of one type of step.
///
/// A runner writes its outputs, keyed by the execution, before it returns; the executor records completion afterwards. A
/// step that was cut off can thus run again.
public protocol StepRunner: Sendable {
  /// Runs the step.
  func run(_ context: StepContext) throws -> StepOutcome
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
}

/// How a step ended.
public enum StepStatus: String, Sendable {
  case succeeded = "Succeeded"
  case failed = "Failed"
  case skipped = "Skipped"
}
