import Diagnostics
import Fixtures
import Pipelines
import Synchronization
import Warehouse

/// A step that reads the table `shop.sales`, leaves an object, counts how often it ran, and fails as often as it is told to.
final class CountingWorker: StepRunner {
  struct Failure: Diagnostic {
    let code: String
    let subject = "the worker"
    var expected: String? { nil }
    let found = "no heart"
    var remedy: String? { nil }
  }

  private let runs = Mutex<[String]>([])
  private let failures: Mutex<[String: [String]]>
  let whenRunning: @Sendable (StepContext) throws -> Void

  /// - Parameter failing: the error codes of the first attempts by step name.
  init(failing: [String: [String]] = [:], whenRunning: @escaping @Sendable (StepContext) throws -> Void = { _ in }) {
    failures = Mutex(failing)
    self.whenRunning = whenRunning
  }

  /// The names of the steps that ran since the last time, in order.
  func takeRuns() -> [String] {
    runs.withLock { runs in
      defer { runs = [] }
      return runs
    }
  }

  func run(_ context: StepContext) throws -> StepOutcome {
    runs.withLock { $0.append(context.step.name) }
    try whenRunning(context)
    let code = failures.withLock { failures in
      failures[context.step.name]?.isEmpty == false ? failures[context.step.name]?.removeFirst() : nil
    }
    if let code { throw Failure(code: code) }
    let text = #"{"rmse":\#(context.parameters["Error"]?.description ?? "1")}"#
    let key = "\(context.execution)/\(context.step.name).json"
    try context.warehouse.objects.store(text.utf8, as: key)
    return StepOutcome(
      outputs: ["object_\(context.step.name)": key], message: "\(context.step.name) worked",
      propertyFiles: [.init(name: "result.json", object: key, content: text)],
      products: StepProducts(objects: [key]))
  }

  func inputs(_ context: StepContext) throws -> StepInputs? {
    let isFirst = context.step.dependsOn.isEmpty
    var inputs = StepInputs(settings: ["limit": context.parameters["Limit"]?.description ?? "none"])
    if isFirst { inputs.tables = [TableSelection(try TableName(parsing: "shop.sales"))] }
    for name in context.step.dependsOn {
      inputs.objects.append(.init(name, key: try context.output("object_\(name)")))
    }
    return inputs
  }
}

extension PipelineProject {
  /// A project with the table `shop.sales`.
  static func withSales(_ yaml: String) throws -> PipelineProject {
    let project = try PipelineProject(yaml)
    try project.temporary.load("id,units\n1,5\n2,7\n", into: "shop.sales")
    return project
  }

  func executor(_ worker: CountingWorker, version: String = "1.2.3") -> PipelineExecutor {
    PipelineExecutor(temporary.warehouse, runners: ["Work": worker], programVersion: version, pause: { _ in })
  }

  @discardableResult
  func run(
    _ worker: CountingWorker, _ request: ExecutionRequest = ExecutionRequest(), version: String = "1.2.3"
  ) throws -> PipelineExecutor.Result {
    try executor(worker, version: version).run(file, request, observer: SilentObserver())
  }

  /// What a run would do, one `decision: reason` per step.
  func explain(_ request: ExecutionRequest = ExecutionRequest(), version: String = "1.2.3") throws -> [String] {
    try executor(CountingWorker(), version: version).plan(file, request).entries.map {
      "\($0.decision.word): \($0.decision.reason)"
    }
  }
}
