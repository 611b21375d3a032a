import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("A step whose inputs are unchanged")
struct CachingTests {
  private static let yaml = """
    parameters:
      Limit: { type: Float, default: 2.5 }
      Error: { type: Float, default: 1 }
    steps:
      - { name: first, type: Work }
      - { name: second, type: Work, depends_on: [first] }
    """

  private let project: PipelineProject
  private let worker = CountingWorker()

  init() throws {
    project = try PipelineProject.withSales(Self.yaml)
    try project.run(worker)
    _ = worker.takeRuns()
  }

  @Test("is not run again: its outcome stands in, with a row that names the execution it comes from")
  func reuse() throws {
    let result = try project.run(worker)
    #expect(worker.takeRuns() == [])
    #expect(result.reused == ["first", "second"])
    #expect(
      try project.temporary.rows(
        """
        SELECT status, reused_from = (SELECT min(execution_id) FROM mlops.pipeline_executions), attempts, message,
          (outputs ->> ('$.object_' || step_name)) IS NOT NULL
        FROM mlops.pipeline_execution_steps WHERE execution_id = '\(result.execution)' ORDER BY step_number
        """) == [
          [.text("Succeeded"), .integer(1), .integer(0), .text("first worked"), .integer(1)],
          [.text("Succeeded"), .integer(1), .integer(0), .text("second worked"), .integer(1)],
        ])
    #expect(
      try project.temporary.rows(
        "SELECT count(*) FROM mlops.pipeline_step_property_files WHERE execution_id = '\(result.execution)'") == [
          [.integer(2)]
        ])
  }

  @Test("is run again when it is asked for")
  func noCache() throws {
    #expect(try project.run(worker, ExecutionRequest(usesCache: false)).reused == [])
    #expect(worker.takeRuns() == ["first", "second"])
  }

  @Test("without the cache runs, step by step, and the plan says so; what a condition decides stays open")
  func noCachePlan() throws {
    #expect(
      try project.explain(ExecutionRequest(usesCache: false))
        == Array(repeating: "run: asked to run without the cache", count: 2))
    let gated = try PipelineProject.withSales(
      Self.yaml + """

          - name: check
            type: Condition
            depends_on: [second]
            conditions:
              - left: { json_get: { step: second, property_file: result.json, path: rmse } }
                operator: less_than
                right: 2
            if: [third]
          - { name: third, type: Work, depends_on: [second] }
        """)
    try gated.run(worker)
    #expect(
      try gated.explain(ExecutionRequest(usesCache: false)) == [
        "run: asked to run without the cache", "run: asked to run without the cache",
        "run: a Condition step is always carried out", "open: decided when check has run",
      ])
    #expect(
      try gated.explain(ExecutionRequest(selection: .from("second"))).dropFirst() == [
        "run: asked for", "run: a Condition step is always carried out", "open: decided when check has run",
      ])
  }

  @Test("explains itself, and explaining changes nothing")
  func explanation() throws {
    let before = try WarehouseSnapshot(of: project.temporary.warehouse.layout.root)
    let lines = try project.explain()
    #expect(lines.allSatisfy { $0.hasPrefix("reuse: unchanged since execution") })
    #expect(try WarehouseSnapshot(of: project.temporary.warehouse.layout.root) == before)
  }

  @Test("differs when a table's content does, and the reason names the table")
  func changedTable() throws {
    try project.temporary.execute("UPDATE shop.sales SET units = 6 WHERE id = 1", in: "shop")
    let lines = try project.explain()
    #expect(lines[0].hasPrefix("run: table shop.sales changed from 2 rows, "), "\(lines)")
    #expect(lines[1] == "open: decided when first has run")
    try project.run(worker)
    // What the first step made is the same to the last byte, so the second one need not run.
    #expect(worker.takeRuns() == ["first"])
  }

  @Test("is the same again when the table's content is")
  func changedBack() throws {
    try project.temporary.execute("UPDATE shop.sales SET units = 6 WHERE id = 1", in: "shop")
    try project.run(worker)
    try project.temporary.execute("UPDATE shop.sales SET units = 5 WHERE id = 1", in: "shop")
    _ = worker.takeRuns()
    try project.run(worker)
    #expect(worker.takeRuns() == [])
  }

  @Test("differs when a setting does, and the reason names both values")
  func changedSetting() throws {
    let lines = try project.explain(ExecutionRequest(parameters: [("Limit", "3")]))
    #expect(lines[0].hasPrefix("run: setting limit changed from 2.5 to 3.0 (since execution "), "\(lines)")
  }

  @Test("differs when the program does")
  func changedProgram() throws {
    let lines = try project.explain(version: "1.3.0")
    #expect(lines[0].hasPrefix("run: program version changed from 1.2.3 to 1.3.0"))
  }

  @Test("is run again where what it made is gone or was changed")
  func damaged() throws {
    let objects = project.temporary.warehouse.objects
    let key = try #require(
      try project.temporary.rows(
        "SELECT name FROM mlops.pipeline_step_artifacts WHERE step_name = 'second' AND direction = 'output'"
      ).first?.first)
    guard case .text(let name) = key else { return }
    try objects.store("other".utf8, as: name)
    #expect(try project.explain()[1].hasPrefix("run: the object \(name) no longer holds what execution"))
    try FileManager.default.removeItem(at: objects.url(of: name))
    #expect(try project.explain()[1].hasPrefix("run: the object \(name) of execution"))
    try project.run(worker)
    #expect(worker.takeRuns() == ["second"])
  }

  @Test("expires where it says so, and can be switched off")
  func policies() throws {
    try project.write(
      Self.yaml.replacing("type: Work }", with: "type: Work, cache: { expire_after: 0.001s } }")
        .replacing("depends_on: [first]", with: "depends_on: [first], cache: false"), to: "pipeline.yml")
    let lines = try project.explain()
    #expect(lines[0].contains("is older than 0.001s"), "\(lines)")
    try project.write(Self.yaml.replacing("[first] }", with: "[first], cache: false }"), to: "pipeline.yml")
    #expect(try project.explain()[1] == "run: its cache is switched off")
  }

  @Test("is run again where its outcome does not pass the check that reads it")
  func failedCheck() throws {
    let check = """

        - name: check
          type: Condition
          depends_on: [second]
          conditions:
            - { left: { json_get: { step: second, property_file: result.json, path: rmse } }, operator: less_than, right: { parameter: Limit } }
          if: [third]
        - { name: third, type: Work, depends_on: [second] }
      """
    try project.write(Self.yaml + check, to: "pipeline.yml")
    try project.run(worker, ExecutionRequest(parameters: [("Error", "9")]))
    _ = worker.takeRuns()
    let lines = try project.explain(ExecutionRequest(parameters: [("Error", "9")]))
    #expect(lines[0].hasPrefix("reuse"))
    #expect(lines[1].contains("failed the check check: rmse 1 < 2.5") || lines[1].hasPrefix("reuse"))
    try project.run(worker, ExecutionRequest(parameters: [("Error", "9"), ("Limit", "0.5")]))
    _ = worker.takeRuns()
    // With the same limit the check would fail again: its producer runs, whatever is cached.
    try project.run(worker, ExecutionRequest(parameters: [("Error", "9"), ("Limit", "0.5")]))
    #expect(worker.takeRuns() == ["second"])
  }
}

@Suite("A part of a pipeline")
struct SelectionTests {
  private let project: PipelineProject
  private let worker = CountingWorker()

  init() throws {
    project = try PipelineProject.withSales(
      """
      steps:
        - { name: first, type: Work }
        - { name: second, type: Work, depends_on: [first] }
        - { name: third, type: Work, depends_on: [second] }
        - { name: other, type: Work }
      """)
  }

  @Test("runs from a step on, with the outputs of an earlier execution for those before")
  func from() throws {
    try project.run(worker)
    _ = worker.takeRuns()
    let result = try project.run(worker, ExecutionRequest(selection: .from("second")))
    #expect(worker.takeRuns() == ["second", "third"])
    #expect(result.reused == ["first"])
    #expect(try project.steps().map { $0[1] } == ["Succeeded", "Succeeded", "Succeeded", "Skipped"])
  }

  @Test("runs one step alone")
  func only() throws {
    let first = try project.run(worker)
    _ = worker.takeRuns()
    try project.run(worker, ExecutionRequest(selection: .only("second"), source: first.execution))
    #expect(worker.takeRuns() == ["second"])
    #expect(try project.steps().map { $0[1] } == ["Succeeded", "Succeeded", "Skipped", "Skipped"])
  }

  @Test("takes all outputs from one execution, the newest that has them all, and says which")
  func oneSource() throws {
    let full = try project.run(worker)
    try project.run(worker, ExecutionRequest(selection: .only("first")))
    let alone = try project.run(worker, ExecutionRequest(selection: .only("third")))
    #expect(alone.reused == ["first", "second"])
    let reasons = try project.explain(ExecutionRequest(selection: .only("third")))
    #expect(reasons.prefix(2).allSatisfy { $0.contains("taken from execution \(full.execution.prefix(13))") })
  }

  @Test("is refused before anything is recorded where an output is no longer there")
  func refusedBefore() throws {
    let first = try project.run(worker)
    try FileManager.default.removeItem(
      at: project.temporary.warehouse.objects.url(of: "\(first.execution)/first.json"))
    #expect(throws: PipelineError.self) { try project.run(worker, ExecutionRequest(selection: .from("second"))) }
    #expect(try project.temporary.rows("SELECT count(*) FROM mlops.pipeline_executions") == [[.integer(1)]])
  }

  @Test("needs an execution to take outputs from, and a step that exists")
  func missing() throws {
    let error = #expect(throws: PipelineError.self) {
      try project.run(worker, ExecutionRequest(selection: .from("second")))
    }
    #expect(error?.code == "missing-outcome")
    let unknown = #expect(throws: PipelineError.self) {
      try project.run(worker, ExecutionRequest(selection: .only("nobody")))
    }
    #expect(unknown?.code == "unknown-step")
    #expect(worker.takeRuns() == [])
  }
}
