import Foundation
import GRDB
import Pipelines
import Warehouse

/// What the machinery around steps costs, and what a long past does to commands.
enum PipelineBenchmark {
  static func run(arguments: [String]) throws {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "empty" where rest.count <= 1: try empty(steps: rest.first.flatMap { Int($0) } ?? 10)
    case "past" where rest.count == 2: try fill(rest[0], executions: Int(rest[1]) ?? 10_000)
    case "commands" where rest.count >= 2: try commands(program: rest[0], warehouse: rest[1])
    default: throw CocoaError(.keyValueValidation)
    }
  }

  /// Steps that do nothing, one after another, in a warehouse that is thrown away. Prints the median of 21 executions.
  private static func empty(steps: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "stockroom-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let warehouse = try Warehouse.open(
      WarehouseLayout(root: folder), scripts: SQLLibrary(project: nil), surroundings: .system(user: "benchmark"))
    let executor = PipelineExecutor(warehouse, runners: ["Empty": EmptyStep()], programVersion: "1")
    var last: Pipeline.Step?
    let chain = (1...steps).map { number in
      let step = last.map { Pipeline.Step("step\(number)", type: "Empty", after: $0) }
      last = step ?? Pipeline.Step("step\(number)", type: "Empty")
      return last ?? Pipeline.Step("", type: "")
    }
    let file = try Pipeline("empty") { for step in chain { step } }.file
    let times = try (0..<21).map { _ in
      let watch = Stopwatch()
      try executor.run(file, ExecutionRequest(), observer: Nobody())
      return watch.wall * 1000
    }.sorted()
    print(String(format: "%d empty steps: median %.1f ms, slowest of 21 %.1f ms", steps, times[10], times[20]))
  }

  private struct EmptyStep: StepRunner {
    func run(_ context: StepContext) throws -> StepOutcome { StepOutcome(message: "nothing to do") }
  }

  private struct Nobody: ExecutionObserver {
    func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {}
    func stepStarted(_ step: PipelineStep, number: Int) {}
    func stepProgressed(_ step: PipelineStep, _ text: String) {}
    func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {}
  }

  /// Adds copies of the newest execution that did all of its work, ten minutes apart into the past, with its steps, attempts,
  /// log lines, artifacts, events, and its run with every metric of every round.
  private static func fill(_ path: String, executions count: Int) throws {
    try open(path).write(.mlops) { db in
      guard
        let source = try String.fetchOne(
          db,
          sql: """
            SELECT execution_id FROM mlops.pipeline_executions AS e WHERE status = 'Succeeded' AND NOT EXISTS (
              SELECT 1 FROM mlops.pipeline_execution_steps AS s
              WHERE s.execution_id = e.execution_id AND (s.reused_from IS NOT NULL OR s.status <> 'Succeeded'))
            ORDER BY started_at DESC LIMIT 1
            """)
      else { throw CocoaError(.featureUnsupported) }
      let run = try String.fetchOne(
        db, sql: "SELECT mlflow_run_id FROM mlops.runs WHERE execution_id = ?", arguments: [source])
      for table in [
        "pipeline_executions", "pipeline_execution_steps", "pipeline_step_attempts", "pipeline_log_lines",
        "pipeline_property_files", "pipeline_step_artifacts", "runs",
      ] {
        try copy(table, of: source, where: "execution_id", is: source, count, db)
      }
      for table in [
        "run_params", "run_metrics", "run_metric_history", "run_tags", "run_artifacts", "feature_datasets",
      ] {
        try copy(table, of: source, where: "mlflow_run_id", is: run, count, db)
      }
      let dataset = try String.fetchOne(
        db, sql: "SELECT dataset_id FROM mlops.feature_datasets WHERE mlflow_run_id = ?", arguments: [run])
      try copy("feature_dataset_groups", of: source, where: "dataset_id", is: dataset, count, db)
      try copy("events", of: source, where: "detail ->> '$.pipelineExecutionId'", is: source, count, db)
    }
    print("\(count) executions added")
  }

  private static func copy(
    _ table: String, of execution: String, where key: String, is value: String?, _ count: Int, _ db: Database
  ) throws {
    let columns = try String.fetchAll(
      db, sql: "SELECT name FROM pragma_table_info(?, 'mlops')", arguments: [table]
    ).filter { $0 != "event_number" }
    // Ids grow with time, as those of real executions do.
    let id = "printf('01900000-0000-7000-8000-%012x', :count - past.n)"
    let moved = columns.map { column in
      switch column {
      case "execution_id", "dataset_id": id
      case "object_path", "entities_object": "replace(row.\(column), source.id, \(id))"
      case "name" where table == "pipeline_step_artifacts": "replace(row.name, source.id, \(id))"
      case "mlflow_run_id": "printf('%032x', past.n)"
      case "event_id": "printf('01900000-%04x-7000-8000-%012x', row_number() OVER (), past.n)"
      case "time", "started_at", "ended_at", "logged_at":
        "strftime('%Y-%m-%dT%H:%M:%fZ', row.\(column), printf('-%d minutes', 10 * past.n))"
      default: "row.\(column)"
      }
    }
    try db.execute(
      sql: """
        WITH RECURSIVE
          past (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < :count),
          source (id) AS (SELECT :execution)
        INSERT INTO mlops.\(table) (\(columns.joined(separator: ", ")))
        SELECT \(moved.joined(separator: ", "))
        FROM past, source, (SELECT * FROM mlops.\(table) WHERE \(key) = :value) AS row
        """, arguments: ["count": count, "value": value, "execution": execution])
  }

  /// Runs each command 9 times and prints the median in milliseconds, the start of the process included.
  private static func commands(program: String, warehouse: String) throws {
    let lines = """
      --version
      pipeline list
      pipeline describe retail_demand
      pipeline executions
      pipeline show
      pipeline steps
      pipeline logs
      pipeline explain retail_demand
      pipeline graph --execution latest
      pipeline run retail_demand
      runs list
      runs best --metric val_rmse
      runs search "metrics.val_rmse < 1000 and params.max_depth = '6'"
      runs show latest
      runs curve latest
      schedule list
      lineage monitor_retail_demand.test_predictions
      lineage retail_demand.demand_product --down
      lineage retail_demand_features --down
      gc --dry-run
      model list
      events list
      tables
      """
    for line in lines.split(separator: "\n") {
      let times = try (0..<9).map { _ in try milliseconds(program, words(String(line)), warehouse) }.sorted()
      print(String(format: "%7.1f ms  %@", times[4], String(line)))
    }
  }

  private static func words(_ line: String) -> [String] {
    line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, piece in
      index % 2 == 1 ? [String(piece)] : piece.split(separator: " ").map(String.init)
    }
  }

  private static func milliseconds(_ program: String, _ arguments: [String], _ warehouse: String) throws -> Double {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments + (arguments.first == "--version" ? [] : ["--warehouse", warehouse])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // `waitUntilExit` looks every 50 ms.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let watch = Stopwatch()
    try process.run()
    ended.wait()
    let milliseconds = watch.wall * 1000
    guard process.terminationStatus == 0 else {
      throw CocoaError(.featureUnsupported, userInfo: [NSLocalizedDescriptionKey: "\(arguments) failed"])
    }
    return milliseconds
  }

  private static func open(_ path: String) throws -> Warehouse {
    try Warehouse.open(
      WarehouseLayout(root: URL(filePath: path, directoryHint: .isDirectory)), scripts: SQLLibrary(project: nil),
      surroundings: .system(user: "benchmark"))
  }
}
