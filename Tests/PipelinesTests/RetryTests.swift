import Fixtures
import Pipelines
import Synchronization
import Testing
import Warehouse

@Suite("A step that fails")
struct RetryTests {
  private func project(_ policies: String) throws -> PipelineProject {
    try PipelineProject.withSales("steps:\n  - { name: first, type: Work\(policies) }\n")
  }

  @Test("is tried again as often as its policy says, with growing pauses")
  func attempts() throws {
    let project = try project(
      ", retry: [{ errors: [busy], attempts: 4, interval: 2s, backoff_rate: 3, longest_interval: 10s }]")
    let worker = CountingWorker(failing: ["first": ["busy", "busy", "busy"]])
    let pauses = Mutex(0.0)
    let executor = PipelineExecutor(
      project.temporary.warehouse, runners: ["Work": worker], programVersion: "1",
      pause: { seconds in pauses.withLock { $0 += seconds } })
    try executor.run(project.file, ExecutionRequest(), observer: SilentObserver())
    #expect(worker.takeRuns().count == 4)
    // 2, then 6, then 10 rather than 18.
    #expect(abs(pauses.withLock { $0 } - 18) < 1e-6)
    #expect(
      try project.temporary.rows("SELECT attempt, status FROM mlops.pipeline_step_attempts ORDER BY attempt") == [
        [.integer(1), .text("Failed")], [.integer(2), .text("Failed")], [.integer(3), .text("Failed")],
        [.integer(4), .text("Succeeded")],
      ])
    #expect(
      try project.temporary.rows("SELECT attempts, status FROM mlops.pipeline_execution_steps") == [
        [.integer(4), .text("Succeeded")]
      ])
  }

  @Test("gives up after the last attempt, and at once for an error that its policy does not name")
  func givesUp() throws {
    let project = try project(", retry: [{ errors: [busy], attempts: 2 }]")
    for (codes, runs) in [(["busy", "busy"], 2), (["other"], 1)] {
      let worker = CountingWorker(failing: ["first": codes])
      #expect(throws: CountingWorker.Failure.self) { try project.run(worker) }
      #expect(worker.takeRuns().count == runs)
    }
  }

  @Test("because its time is over says so")
  func timeLimit() throws {
    let project = try project(", time_limit: 0.05s")
    // The fixed clock moves a millisecond at each look.
    let worker = CountingWorker { context in while true { try context.checkpoint() } }
    let error = #expect(throws: PipelineError.self) { try project.run(worker) }
    #expect(error?.code == "time-limit")
    #expect(error?.expected == "an end within 0.05s")
    // What is resumed keeps the limit that it began with.
    #expect(error?.remedy?.contains("new `stockroom pipeline run`") == true)
    #expect(try project.steps()[0][1] == "Failed")
  }

  @Test(
    "has policies that are checked when the file is read",
    arguments: [
      (", retry: [{ attempts: 0 }]", "retry.attempts"),
      (", retry: [{ attempts: 2, interval: soon }]", "retry.interval"),
      (", retry: [{ attempts: 2, backoff_rate: 0.5 }]", "retry.backoff_rate"), (", time_limit: P1M", "time_limit"),
      (", cache: sometimes", "cache"), (", cache: { expire_after: 3 months }", "cache.expire_after"),
      (", retry: 3", "retry"),
    ])
  func wrongPolicies(policy: String, key: String) throws {
    let project = try project(policy)
    let error = #expect(throws: PipelineError.self) { try project.run(CountingWorker()) }
    #expect(error?.code == "pipeline-yaml")
    #expect(error?.subject.hasSuffix("steps.first.\(key)") == true, "\(error?.subject ?? "")")
  }
}
