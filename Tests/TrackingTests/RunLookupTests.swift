import Fixtures
import Testing
import Tracking
import Warehouse

@Suite("Looking for a run")
struct RunLookupTests {
  let temporary: TemporaryWarehouse
  var tracker: Tracker { Tracker(temporary.warehouse) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.execute("INSERT INTO mlops.experiments VALUES ('x', '2026-01-01T00:00:00.000Z')", in: "mlops")
    for (number, prefix) in ["aa11", "aa22", "b%_0"].enumerated() {
      let identifier = prefix.replacing("%_", with: "cd") + String(repeating: "0", count: 28)
      try temporary.execute(
        """
        INSERT INTO mlops.runs (mlflow_run_id, experiment_name, run_name, status, started_at)
        VALUES ('\(identifier)', 'x', 'run \(number)', 'FINISHED', '2026-01-0\(number + 1)T00:00:00.000Z')
        """, in: "mlops")
    }
  }

  @Test("by its first characters finds it")
  func prefix() throws {
    #expect(try tracker.run("aa2").name == "run 1")
    #expect(try tracker.run("b").name == "run 2")
  }

  @Test("by `latest` finds the one that began last")
  func latest() throws {
    #expect(try tracker.run("latest").name == "run 2")
  }

  @Test("by characters that several runs begin with is an error that names them")
  func ambiguous() throws {
    let error = #expect(throws: TrackingError.self) { _ = try tracker.run("aa") }
    #expect(error?.code == "ambiguous-run")
    #expect(error?.found.contains("aa11") == true && error?.found.contains("aa22") == true)
  }

  @Test(
    "that does not exist is an error that says where to look; wildcards are no wildcards",
    arguments: ["ff", "%", "_", "aa11%", "' OR 1=1 --"])
  func unknown(identifier: String) throws {
    let error = #expect(throws: TrackingError.self) { _ = try tracker.run(identifier) }
    #expect(error?.code == "unknown-run")
    #expect(error?.remedy?.contains("stockroom runs list") == true)
  }

  @Test("in a warehouse without runs is an error too")
  func empty() throws {
    let empty = try TemporaryWarehouse()
    #expect(throws: TrackingError.self) { _ = try Tracker(empty.warehouse).run("latest") }
  }
}
