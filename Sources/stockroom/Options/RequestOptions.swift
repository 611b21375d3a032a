import ArgumentParser
import Operations
import Pipelines

/// How a pipeline is to be executed.
struct RequestOptions: ParsableArguments {
  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp("A value for a parameter of the pipeline. Can be given again.", valueName: "name=value"))
  var parameters: [NamedValue] = []

  @Option(
    help: ArgumentHelp(
      "Train on the prepared tables, or on the feature-store. (the parameter TrainingSource)", valueName: "source"))
  var source: String?

  @Flag(name: .customLong("no-cache"), help: "Run every step, also those whose inputs are unchanged.")
  var noCache = false

  @Option(
    help: ArgumentHelp(
      "Run this step and all that wait for it; take the others from an earlier execution.", valueName: "step"))
  var from: String?

  @Option(
    help: ArgumentHelp("Run this step alone; take those before it from an earlier execution.", valueName: "step"))
  var only: String?

  @Option(
    help: ArgumentHelp("The execution that --from and --only take outputs from. (default: the newest that has them)"))
  var of: String?

  @Option(
    name: .customLong("logical-date"),
    help: ArgumentHelp(
      "The day that the execution is about; the parameter LogicalDate, where the pipeline has it, gets it.",
      valueName: "date"))
  var logicalDate: String?

  func validate() throws {
    guard from == nil || only == nil else { throw ValidationError("--from and --only exclude each other.") }
    guard source == nil || !parameters.pairs.contains(where: { $0.name == "TrainingSource" }) else {
      throw ValidationError("--source and --parameter TrainingSource= are the same: give one of them.")
    }
    guard of == nil || from != nil || only != nil else { throw ValidationError("--of goes with --from or --only.") }
  }

  /// What is asked for of a pipeline. The logical date goes into the parameter of the pipeline that is for it.
  func request(for pipeline: String, in stockroom: Stockroom) throws -> ExecutionRequest {
    let date = try logicalDate.map(LogicalDate.init)
    let dateParameter = try stockroom.dateParameter(of: pipeline)
    for (name, value) in parameters.pairs where name == dateParameter { _ = try LogicalDate(value) }
    let request = ExecutionRequest(
      parameters: parameters.pairs + (source.map { [("TrainingSource", $0)] } ?? []), usesCache: !noCache,
      selection: from.map(ExecutionRequest.Selection.from) ?? only.map(ExecutionRequest.Selection.only) ?? .all,
      source: try of.map { try stockroom.execution($0) })
    return try date.map { try request.about($0, in: dateParameter) } ?? request
  }
}

/// Whether to wait for another execution of the pipeline.
struct WaitOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Wait so many seconds for another execution of the pipeline to end, rather than refuse.", valueName: "seconds"))
  var wait: Double?

  func validate() throws {
    guard wait.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--wait takes a number of seconds of at least 0.")
    }
  }
}
