import Fixtures
import Foundation
import Pipelines
import Synchronization
import Warehouse

/// A warehouse with one pipeline, `p`, whose YAML is the test's.
struct PipelineProject {
  let temporary: TemporaryWarehouse
  let library: SQLLibrary

  init(_ yaml: String, scripts: [String: String] = [:]) throws {
    temporary = try TemporaryWarehouse()
    let root = temporary.directory.url.appending(path: "project", directoryHint: .isDirectory)
    library = SQLLibrary(project: root)
    try write(yaml, to: "pipeline.yml")
    for (name, text) in scripts { try write(text, to: name) }
  }

  func write(_ text: String, to name: String) throws {
    try temporary.directory.write(text, to: "project/sql/pipelines/p/\(name)")
  }

  var file: PipelineFile { get throws { try PipelineFile("p", in: library) } }

  @discardableResult
  func run(
    _ runners: [String: any StepRunner] = ["Work": Worker()], parameters: [(name: String, value: String)] = []
  ) throws -> PipelineExecutor.Result {
    try PipelineExecutor(temporary.warehouse, runners: runners, programVersion: "1.2.3").run(
      file, parameters: parameters, observer: SilentObserver())
  }

  /// Name, status and message of each step of the last execution.
  func steps() throws -> [[String]] {
    try temporary.rows(
      """
      SELECT step_name, status, coalesce(message, '') FROM mlops.pipeline_execution_steps
      WHERE execution_id = (SELECT max(execution_id) FROM mlops.pipeline_executions) ORDER BY step_number
      """
    ).map { $0.map { value in if case .text(let text) = value { text } else { "" } } }
  }
}

/// A step that leaves the property file it was made with, or fails.
struct Worker: StepRunner {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  var failingStep = ""
  var propertyFile = #"{"metrics":{"rmse":12.5,"text":"high","none":null},"list":[1,2]}"#

  func run(_ context: StepContext) throws -> StepOutcome {
    if context.step.name == failingStep { throw Failure(description: "\(context.step.name) has no heart") }
    let stored = try context.warehouse.objects.store(
      propertyFile.utf8, as: "\(context.execution)/\(context.step.name)/result.json")
    return StepOutcome(
      inputs: ["given": context.parameters.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")],
      outputs: ["made_by_\(context.step.name)": "yes"], message: "\(context.step.name) worked",
      propertyFiles: [.init(name: "result.json", object: stored.key, content: propertyFile)])
  }
}
