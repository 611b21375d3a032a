import Fixtures
import Foundation
import Pipelines
import Synchronization
import Testing
import Warehouse

@Suite("An execution that did not come to its end")
struct ResumeTests {
  private static let yaml = """
    parameters:
      Limit: { type: Float, default: 2.5 }
    steps:
      - { name: first, type: Work }
      - { name: second, type: Work, depends_on: [first] }
      - { name: third, type: Work, depends_on: [second] }
    """

  private let project: PipelineProject

  init() throws { project = try PipelineProject.withSales(Self.yaml) }

  private func latest() throws -> String {
    let rows = try project.temporary.rows("SELECT max(execution_id) FROM mlops.pipeline_executions")
    guard case .text(let id) = rows[0][0] else { return "" }
    return id
  }

  @Test("goes on from the step that failed, under its own id")
  func resume() throws {
    let worker = CountingWorker(failing: ["second": ["boom"]])
    #expect(throws: CountingWorker.Failure.self) { try project.run(worker) }
    _ = worker.takeRuns()
    let execution = try latest()
    let result = try project.executor(worker).resume(execution, observer: SilentObserver())
    #expect(result.execution == execution)
    #expect(worker.takeRuns() == ["second", "third"])
    #expect(
      try project.temporary.rows(
        "SELECT status, failure_reason, times_resumed, ended_at IS NOT NULL FROM mlops.pipeline_executions") == [
          [.text("Succeeded"), .null, .integer(1), .integer(1)]
        ])
    #expect(
      try project.temporary.rows(
        "SELECT step_name, attempt, status, error_code FROM mlops.pipeline_step_attempts WHERE step_name = 'second'")
        == [
          [.text("second"), .integer(1), .text("Failed"), .text("boom")],
          [.text("second"), .integer(2), .text("Succeeded"), .null],
        ])
  }

  @Test("goes on with the definition and the parameters it began with")
  func storedDefinition() throws {
    let worker = CountingWorker(failing: ["third": ["boom"]])
    #expect(throws: CountingWorker.Failure.self) {
      try project.run(worker, ExecutionRequest(parameters: [("Limit", "7")]))
    }
    try project.write(Self.yaml.replacing("third", with: "fourth"), to: "pipeline.yml")
    try project.executor(worker).resume(latest(), observer: SilentObserver())
    #expect(try project.steps().map { $0[0] } == ["first", "second", "third"])
    #expect(
      try project.temporary.rows("SELECT parameters FROM mlops.pipeline_executions") == [[.text(#"{"Limit":"7.0"}"#)]])
  }

  @Test("repeats a step whose outcome is gone; what depends on it stays where its inputs are the same again")
  func damaged() throws {
    let worker = CountingWorker(failing: ["third": ["boom"]])
    #expect(throws: CountingWorker.Failure.self) { try project.run(worker) }
    let execution = try latest()
    try FileManager.default.removeItem(at: project.temporary.warehouse.objects.url(of: "\(execution)/first.json"))
    _ = worker.takeRuns()
    try project.executor(worker).resume(execution, observer: SilentObserver())
    #expect(worker.takeRuns() == ["first", "third"])
    #expect(
      try project.temporary.rows(
        "SELECT count(*), count(reused_from) FROM mlops.pipeline_execution_steps WHERE status = 'Succeeded'") == [
          [.integer(3), .integer(0)]
        ])
  }

  @Test("is not finished from other data than it began with")
  func changedInputs() throws {
    let worker = CountingWorker(failing: ["first": ["boom"]])
    #expect(throws: CountingWorker.Failure.self) { try project.run(worker) }
    try project.temporary.execute("DELETE FROM shop.sales WHERE id = 1", in: "shop")
    let error = #expect(throws: PipelineError.self) {
      try project.executor(worker).resume(latest(), observer: SilentObserver())
    }
    #expect(error?.code == "changed-inputs")
    #expect(error?.found.contains("table shop.sales changed") == true)
  }

  @Test("that succeeded, or never was, cannot be resumed")
  func notResumable() throws {
    let result = try project.run(CountingWorker())
    for (id, code) in [(result.execution, "not-resumable"), ("nobody", "unknown-execution")] {
      let error = #expect(throws: PipelineError.self) {
        try project.executor(CountingWorker()).resume(id, observer: SilentObserver())
      }
      #expect(error?.code == code)
    }
  }

  @Test("whose check led to a Fail step makes what was checked anew")
  func failStep() throws {
    let check = """

        - name: check
          type: Condition
          depends_on: [third]
          conditions:
            - { left: { json_get: { step: third, property_file: result.json, path: rmse } }, operator: less_than, right: 0.5 }
          else: [giveUp]
        - { name: giveUp, type: Fail, message: the error is too large }
      """
    try project.write(Self.yaml + check, to: "pipeline.yml")
    let worker = CountingWorker()
    let error = #expect(throws: PipelineError.self) { try project.run(worker) }
    #expect(error?.code == "fail-step")
    #expect(error?.found == "the error is too large")
    #expect(
      try project.temporary.rows("SELECT status FROM mlops.pipeline_executions") == [[.text("Failed")]])
    _ = worker.takeRuns()
    #expect(throws: PipelineError.self) {
      try project.executor(worker).resume(latest(), observer: SilentObserver())
    }
    #expect(worker.takeRuns() == ["third"])
  }

  @Test("because it was asked to stop is Stopped, with its step, and goes on where it was")
  func stopped() throws {
    let flag = Flag()
    let worker = CountingWorker { context in
      if context.step.name == "second", !flag.wasUsed { flag.raise() }
      try context.checkpoint()
    }
    let executor = project.executor(worker).stopping { flag.isRaised }
    let error = #expect(throws: PipelineError.self) {
      try executor.run(project.file, ExecutionRequest(), observer: SilentObserver())
    }
    #expect(error?.code == "stopped")
    #expect(try project.steps().map { $0[1] } == ["Succeeded", "Stopped"])
    #expect(try project.temporary.rows("SELECT status FROM mlops.pipeline_executions") == [[.text("Stopped")]])
    flag.lower()
    _ = worker.takeRuns()
    try executor.resume(latest(), observer: SilentObserver())
    #expect(worker.takeRuns() == ["second", "third"])
  }

  @Test("because `stop` was called while its statement ran ends at once")
  func stoppedStatement() throws {
    let warehouse = project.temporary.warehouse
    let worker = CountingWorker { context in
      let other = PipelineExecutor(warehouse, runners: [:], programVersion: "1")
      #expect(try other.stop(context.execution))
      let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
      _ = try QuerySession(context.warehouse, databases: []).prepare(endless).allRows()
    }
    let error = #expect(throws: PipelineError.self) { try project.run(worker) }
    #expect(error?.code == "stopped")
    #expect(try project.temporary.rows("SELECT status FROM mlops.pipeline_executions") == [[.text("Stopped")]])
  }

  @Test("and has no process any more is put right by stop")
  func stopAbandoned() throws {
    let result = try project.run(CountingWorker())
    try project.temporary.execute("UPDATE mlops.pipeline_executions SET status = 'Executing'", in: "mlops")
    let executor = project.executor(CountingWorker())
    #expect(try !executor.stop(result.execution))
    #expect(try project.temporary.rows("SELECT status FROM mlops.pipeline_executions") == [[.text("Stopped")]])
    #expect(throws: PipelineError.self) { try executor.stop(result.execution) }
  }

  @Test("is found by the next run that is asked to go on with it")
  func unfinished() throws {
    let worker = CountingWorker(failing: ["second": ["boom"]])
    let executor = project.executor(worker)
    #expect(try executor.unfinished("p") == nil)
    #expect(throws: CountingWorker.Failure.self) { try project.run(worker) }
    #expect(try executor.unfinished("p") == latest())
    try executor.resume(latest(), observer: SilentObserver())
    #expect(try executor.unfinished("p") == nil)
  }
}

/// A flag that tests raise from inside a step.
final class Flag: Sendable {
  private let state = Mutex((isRaised: false, wasUsed: false))
  var isRaised: Bool { state.withLock { $0.isRaised } }
  var wasUsed: Bool { state.withLock { $0.wasUsed } }
  func raise() { state.withLock { $0 = (true, true) } }
  func lower() { state.withLock { $0.isRaised = false } }
}
