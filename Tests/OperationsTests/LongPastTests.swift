import Fixtures
import Operations
import Testing
import Warehouse

@Suite("Among thousands of executions")
struct LongPastTests {
  private let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  /// How SQLite goes about a script of `operations/`: one line per table that it reads.
  private func plan(_ name: String) throws -> [String] {
    let script = try temporary.warehouse.scripts.script("operations/\(name).sql")
    return try QuerySession(temporary.warehouse, databases: [.mlops, .featureStore])
      .prepare("EXPLAIN QUERY PLAN \(script.sql)", optional: Set(script.parameters.map(\.name)))
      .allRows().map { row in if case .text(let line) = row[3] { line } else { "" } }
  }

  @Test(
    "no command reads all steps, artifacts or metrics that there ever were",
    arguments: [
      "gc_candidates", "lineage_up", "lineage_down", "lineage_feature_step", "lineage_first_use", "lineage_relatives",
      "steps", "runs",
    ])
  func nothingIsReadWhole(script: String) throws {
    let large: Set = [
      "step", "made", "input", "output", "reader", "artifact", "mlops.pipeline_execution_steps",
      "mlops.pipeline_step_artifacts", "mlops.run_artifacts", "mlops.run_metrics", "mlops.run_metric_history",
    ]
    let plan = try plan(script)
    #expect(plan.contains { $0.hasPrefix("SEARCH ") })
    #expect(plan.filter { $0.hasPrefix("SCAN ") && large.contains(String($0.split(separator: " ")[1])) } == [])
    #expect(plan.filter { $0.contains("AUTOMATIC") } == [])
  }

  @Test("listings take the newest from an index and sort nothing", arguments: ["executions", "runs"])
  func listingsDoNotSort(script: String) throws {
    let plan = try plan(script)
    #expect(plan.contains { $0.contains("USING INDEX") && $0.contains("_by_time") })
    #expect(plan.filter { $0.contains("TEMP B-TREE") } == [])
  }
}
