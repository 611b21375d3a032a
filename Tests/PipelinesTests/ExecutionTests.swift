import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("An execution")
struct ExecutionTests {
  private let yaml = """
    parameters:
      Limit: { type: Float, default: 2.5 }
    steps:
      - { name: first, type: Work }
      - { name: second, type: Work, depends_on: [first] }
      - { name: third, type: Work, depends_on: [second] }
    """

  @Test("leaves a row for itself and one for each step, with inputs, outputs, times and cost")
  func rows() throws {
    let project = try PipelineProject(yaml)
    let result = try project.run(parameters: [("Limit", "3")])
    #expect(
      try project.temporary.rows(
        """
        SELECT execution_id, pipeline_name, pipeline_version, status, parameters, failure_reason, started_by,
          program_version, started_at < ended_at
        FROM mlops.pipeline_executions
        """) == [
          [
            .text(result.execution), .text("p"), .integer(1), .text("Succeeded"), .text("{\"Limit\":\"3.0\"}"), .null,
            .text("tester"), .text("1.2.3"), .integer(1),
          ]
        ])
    #expect(
      try project.temporary.rows(
        """
        SELECT step_number, step_name, step_type, status, inputs, outputs, message, started_at < ended_at, cpu_seconds >= 0,
          peak_memory_bytes > 0
        FROM mlops.pipeline_execution_steps WHERE step_number = 2
        """) == [
          [
            .integer(2), .text("second"), .text("Work"), .text("Succeeded"), .text("{\"given\":\"Limit=3.0\"}"),
            .text("{\"made_by_second\":\"yes\"}"), .text("second worked"), .integer(1), .integer(1), .integer(1),
          ]
        ])
  }

  @Test("hands the outputs of earlier steps to later ones")
  func outputs() throws {
    struct Reader: StepRunner {
      func run(_ context: StepContext) throws -> StepOutcome {
        if context.step.name == "first" { return StepOutcome(outputs: ["model": "m-1"], message: "") }
        return StepOutcome(message: try context.output(context.step.name == "second" ? "model" : "nothing"))
      }
    }
    let project = try PipelineProject(yaml)
    let error = #expect(throws: PipelineError.self) { try project.run(["Work": Reader()]) }
    #expect(try project.steps()[1] == ["second", "Succeeded", "m-1"])
    #expect(error?.code == "missing-output")
    #expect(error?.subject == "step third")
  }

  @Test("in which a step fails is Failed with the reason; earlier steps stay, later ones never began")
  func failure() throws {
    let project = try PipelineProject(yaml)
    #expect(throws: Worker.Failure.self) { try project.run(["Work": Worker(failingStep: "second")]) }
    #expect(
      try project.temporary.rows("SELECT status, failure_reason, ended_at IS NULL FROM mlops.pipeline_executions") == [
        [.text("Failed"), .text("second has no heart"), .integer(0)]
      ])
    #expect(
      try project.steps() == [
        ["first", "Succeeded", "first worked"], ["second", "Failed", "second has no heart"],
      ])
    #expect(try project.temporary.rows("SELECT step_name FROM mlops.pipeline_property_files") == [[.text("first")]])
  }

  @Test("can be followed by another after a failure")
  func afterFailure() throws {
    let project = try PipelineProject(yaml)
    #expect(throws: Worker.Failure.self) { try project.run(["Work": Worker(failingStep: "third")]) }
    try project.run()
    #expect(
      try project.temporary.rows("SELECT status FROM mlops.pipeline_executions ORDER BY execution_id") == [
        [.text("Failed")], [.text("Succeeded")],
      ])
  }

  @Test("a step of an unknown type is refused before anything is recorded")
  func unknownType() throws {
    let project = try PipelineProject(yaml)
    let before = try WarehouseSnapshot(of: project.temporary.warehouse.layout.root)
    let error = #expect(throws: PipelineError.self) { try project.run(["Other": Worker()]) }
    #expect(error?.code == "step-type")
    #expect(error?.expected == "a type among Condition, Fail, Other")
    #expect(error?.found == "\"Work\"")
    #expect(try WarehouseSnapshot(of: project.temporary.warehouse.layout.root) == before)
  }

  @Test(
    "an unknown parameter, or one of another type, is refused before anything is recorded",
    arguments: [("limit", "3"), ("Limit", "x")])
  func badParameter(name: String, value: String) throws {
    let project = try PipelineProject(yaml)
    let before = try WarehouseSnapshot(of: project.temporary.warehouse.layout.root)
    #expect(throws: PipelineError.self) { try project.run(parameters: [(name, value)]) }
    #expect(try WarehouseSnapshot(of: project.temporary.warehouse.layout.root) == before)
  }

  @Test("while another one of the pipeline is under way is refused, and nothing is recorded")
  func secondAtTheSameTime() throws {
    let project = try PipelineProject(yaml)
    let lock = try #require(try FileLock("pipeline-p", in: project.temporary.warehouse.layout))
    let before = try WarehouseSnapshot(of: project.temporary.warehouse.layout.root)
    let error = #expect(throws: PipelineError.self) { try project.run() }
    #expect(error?.code == "already-running")
    #expect(error?.remedy?.contains("stockroom pipeline executions") == true)
    #expect(error?.remedy?.contains("--wait") == true)
    #expect(try WarehouseSnapshot(of: project.temporary.warehouse.layout.root) == before)
    withExtendedLifetime(lock) {}
  }

  @Test("does not hinder another pipeline")
  func otherPipeline() throws {
    let project = try PipelineProject(yaml)
    let lock = try #require(try FileLock("pipeline-q", in: project.temporary.warehouse.layout))
    try project.run()
    withExtendedLifetime(lock) {}
  }

  @Test("that its process left behind is closed by the next one, with its step and its training run")
  func abandoned() throws {
    let project = try PipelineProject(yaml)
    try project.run()
    try project.temporary.execute(
      """
      UPDATE mlops.pipeline_executions SET status = 'Executing', ended_at = NULL;
      UPDATE mlops.pipeline_execution_steps SET status = 'Executing', ended_at = NULL WHERE step_number = 3;
      INSERT INTO mlops.experiments VALUES ('x', '2026-01-01T00:00:00.000Z');
      INSERT INTO mlops.runs (mlflow_run_id, experiment_name, run_name, status, started_at, execution_id)
      SELECT '0123456789abcdef0123456789abcdef', 'x', 'r', 'RUNNING', started_at, execution_id
      FROM mlops.pipeline_executions;
      """, in: "mlops")
    try project.run()
    #expect(
      try project.temporary.rows("SELECT status, failure_reason FROM mlops.pipeline_executions ORDER BY execution_id")
        == [
          [.text("Failed"), .text("the process ended before the execution did")], [.text("Succeeded"), .null],
        ])
    #expect(
      try project.temporary.rows("SELECT count(*) FROM mlops.pipeline_execution_steps WHERE status = 'Executing'") == [
        [.integer(0)]
      ])
    #expect(
      try project.temporary.rows("SELECT status, ended_at IS NULL FROM mlops.runs") == [[.text("KILLED"), .integer(0)]])
  }

  @Test("a condition that is not met is no failure")
  func unmetCondition() throws {
    let project = try PipelineProject(
      """
      steps:
        - { name: check, type: Condition, conditions: [{ left: 1, operator: equals, right: 2 }] }
      """)
    #expect(try project.run().conditions == ["check": false])
  }
}
