import Fixtures
import Foundation
import Pipelines
import Testing
import Warehouse

@Suite("A backfill")
struct BackfillTests {
  private let project: PipelineProject

  init() throws {
    project = try PipelineProject.withSales(
      """
      parameters:
        Day: { type: String, default: none }
        Limit: { type: Float, default: 1 }
      steps:
        - { name: first, type: Work }
      """)
  }

  private func request(_ first: String, _ last: String) throws -> Backfill.Request {
    try Backfill.Request(pipeline: "p", from: first, to: last, dateParameter: "Day", parameters: [("Limit", "2")])
  }

  private func backfill(_ worker: CountingWorker) throws -> Backfill {
    let plain = project.temporary.warehouse
    let warehouse = try Warehouse.open(plain.layout, scripts: project.library, surroundings: plain.surroundings)
    return Backfill(
      warehouse, executor: PipelineExecutor(warehouse, runners: ["Work": worker], programVersion: "1", pause: { _ in }))
  }

  private func days() throws -> [[SQLValue]] {
    try project.temporary.rows(
      "SELECT logical_date, status, execution_id IS NOT NULL FROM mlops.backfill_days ORDER BY backfill_id, logical_date"
    )
  }

  @Test("runs its days in order, each with its date, over the end of a month")
  func order() throws {
    let days = try backfill(CountingWorker()).run(request("2026-02-27", "2026-03-02"), observer: SilentObserver())
    #expect(days.map(\.date) == ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"])
    #expect(days.allSatisfy { $0.status == "Succeeded" })
    #expect(
      try project.temporary.rows(
        "SELECT logical_date = parameters ->> '$.Day', parameters ->> '$.Limit' FROM mlops.pipeline_executions ORDER BY execution_id"
      ) == Array(repeating: [.integer(1), .text("2.0")], count: 4))
  }

  @Test("goes on where it failed, with the same execution, and leaves what was done")
  func resumed() throws {
    let worker = CountingWorker(failing: ["first": ["boom"]]) { _ in }
    let calendar = try request("2026-01-01", "2026-01-03")
    #expect(throws: CountingWorker.Failure.self) { try backfill(worker).run(calendar, observer: SilentObserver()) }
    #expect(
      try days() == [
        [.text("2026-01-01"), .text("Failed"), .integer(1)], [.text("2026-01-02"), .text("Queued"), .integer(0)],
        [.text("2026-01-03"), .text("Queued"), .integer(0)],
      ])
    try backfill(worker).run(calendar, observer: SilentObserver())
    #expect(try days().allSatisfy { $0[1] == .text("Succeeded") })
    #expect(
      try project.temporary.rows("SELECT count(*), sum(times_resumed) FROM mlops.pipeline_executions") == [
        [.integer(3), .integer(1)]
      ])
    // All of it was done: the same request begins anew.
    try backfill(worker).run(calendar, observer: SilentObserver())
    #expect(try project.temporary.rows("SELECT count(*) FROM mlops.backfills") == [[.integer(2)]])
  }

  @Test("with dates that are none, or the wrong way round, is refused")
  func wrongDates() {
    for (first, last) in [("2026-02-30", "2026-03-01"), ("2026-03-01", "2026-02-01"), ("yesterday", "2026-03-01")] {
      let error = #expect(throws: PipelineError.self) { try request(first, last) }
      #expect(error?.code == "invalid-date")
    }
  }
}

@Suite("The picture of a pipeline")
struct GraphTests {
  private let project: PipelineProject

  init() throws {
    project = try PipelineProject.withSales(
      """
      steps:
        - { name: first, type: Work }
        - { name: "a <b> & \\"c\\"", type: Work, depends_on: [first] }
        - name: check
          type: Condition
          depends_on: [first]
          conditions: [{ left: 1, operator: equals, right: 1 }]
          if: [yes_step]
          else: [no_step]
        - { name: yes_step, type: Work, depends_on: [first] }
        - { name: no_step, type: Work, depends_on: [first] }
      """)
  }

  @Test("as text has a line per step with what comes before it")
  func text() throws {
    let lines = PipelineGraph(try project.file.definition()).text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "p")
    #expect(lines[1].hasPrefix("1.  first"))
    #expect(lines.first { $0.contains("yes_step") }?.hasSuffix("← if check, first") == true)
    #expect(lines.first { $0.contains("no_step") }?.hasSuffix("← else check, first") == true)
  }

  @Test("as Mermaid escapes names and labels branches")
  func mermaid() throws {
    let text = PipelineGraph(try project.file.definition()).mermaid
    #expect(text.contains("flowchart TD"))
    #expect(text.contains("s3{\"check<br/>Condition\"}"))
    #expect(text.contains("a &lt;b&gt; &amp; &quot;c&quot;"))
    #expect(text.contains("s3 -- if --> s4") && text.contains("s3 -- else --> s5"))
    #expect(!text.contains("classDef"))
  }

  @Test("as SVG is well-formed, with a box per step and an arrow per way")
  func svg() throws {
    let graph = PipelineGraph(try project.file.definition())
    let document = XMLCheck(graph.svg)
    #expect(document.isWellFormed)
    #expect(document.count(of: "g") == 5)
    // The arrow head is a path too.
    #expect(document.count(of: "path") == graph.edges.count + 1)
  }

  @Test("of an execution shows states and times")
  func execution() throws {
    let worker = CountingWorker { _ in }
    let warehouse = project.temporary.warehouse
    let result = try PipelineExecutor(warehouse, runners: ["Work": GraphWorker(worker)], programVersion: "1").run(
      project.file, ExecutionRequest(), observer: SilentObserver())
    let graph = try PipelineGraph(execution: result.execution, in: warehouse)
    #expect(graph.title.hasSuffix("Succeeded"))
    #expect(graph.nodes.first { $0.name == "no_step" }?.status == "Skipped")
    #expect(graph.nodes.first { $0.name == "first" }?.status == "Succeeded")
    #expect(graph.mermaid.contains(":::skipped") && graph.mermaid.contains("classDef skipped"))
    #expect(graph.svg.contains("Skipped"))
    #expect(throws: PipelineError.self) { try PipelineGraph(execution: "nobody", in: warehouse) }
  }

  /// A worker whose steps may have any name.
  private struct GraphWorker: StepRunner {
    init(_ worker: CountingWorker) {}
    func run(_ context: StepContext) throws -> StepOutcome { StepOutcome(message: "done") }
  }
}

/// Whether a text is well-formed as far as tags go, and how often each tag opens.
struct XMLCheck {
  let isWellFormed: Bool
  private let counts: [String: Int]

  init(_ text: String) {
    var open: [String] = []
    var counts: [String: Int] = [:]
    var isSound = true
    for match in text.matches(of: /<(\/?)([A-Za-z]+)(?:\s+[A-Za-z-]+(?::[a-z]+)?="[^"<>]*")*\s*(\/?)>/) {
      let name = String(match.2)
      if match.1 == "/" {
        isSound = isSound && open.popLast() == name
      } else {
        counts[name, default: 0] += 1
        if match.3 != "/" { open.append(name) }
      }
    }
    let rest = text.replacing(/<\/?[A-Za-z]+(?:\s+[A-Za-z-]+(?::[a-z]+)?="[^"<>]*")*\s*\/?>/, with: "")
    isWellFormed = isSound && open.isEmpty && !rest.contains("<") && !rest.contains(/&(?!amp;|lt;|gt;|quot;)/)
    self.counts = counts
  }

  func count(of name: String) -> Int { counts[name] ?? 0 }
}
