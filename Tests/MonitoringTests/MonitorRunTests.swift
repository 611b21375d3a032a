import Fixtures
import Monitoring
import Testing
import Warehouse

@Suite("The daily pass of a monitor")
struct MonitorRunTests {
  private static let monitor = """
    quality: [sales]
    alerts:
      - { name: quality, query: quality_failures, measure: rows, parameters: { severity: error }, comparison: greater_than, threshold: 0, severity: error }

    """

  private let shop: WatchedShop

  init() throws {
    shop = try WatchedShop(
      checks: ["{ type: range, columns: [price], maximum: 100, severity: error }"],
      more: ["sql/monitors/shop/monitor.yml": Self.monitor])
  }

  private var warehouse: Warehouse { shop.temporary.warehouse }
  private func run(_ date: String) throws -> MonitorRun.Report {
    try MonitorRun(MonitorFile("shop", in: warehouse.scripts), in: warehouse).run(on: date)
  }
  private func events() throws -> [[SQLValue]] {
    try shop.temporary.rows(
      "SELECT detail ->> '$.previousState.value', detail ->> '$.state.value' FROM mlops.events ORDER BY event_number")
  }

  @Test("an alarm goes off once, however often the day is looked at, and ends with the fault")
  func transitions() throws {
    #expect(try run("2026-01-01").alerts.map(\.state) == [.ok])
    #expect(try run("2026-01-03").alarms.map(\.name) == ["quality"])
    #expect(try run("2026-01-03").alarms.count == 1)
    #expect(try run("2026-01-04").alerts.map(\.state) == [.ok])
    #expect(
      try events() == [
        [.text("INSUFFICIENT_DATA"), .text("OK")], [.text("OK"), .text("ALARM")], [.text("ALARM"), .text("OK")],
      ])
  }

  @Test("running a day again leaves the same rows")
  func repeatable() throws {
    _ = try run("2026-01-03")
    let tables = ["quality_results", "alert_days", "alert_datapoints", "monitor_runs"]
    func counts() throws -> [[SQLValue]] {
      try tables.map { try shop.temporary.rows("SELECT count(*) FROM mlops.\($0)")[0] }
    }
    let before = try counts()
    _ = try run("2026-01-03")
    #expect(try counts() == before && before.allSatisfy { $0 == [.integer(1)] })
  }

  @Test("a silenced alert changes its state without an event")
  func silence() throws {
    let file = try MonitorFile("shop", in: warehouse.scripts)
    _ = try Silences(warehouse).add("quality", of: file, from: "2026-01-02", to: "2026-01-03", reason: "known")
    let report = try run("2026-01-03")
    #expect(report.alerts.map(\.state) == [.alarm] && report.alerts.map(\.isSilenced) == [true])
    #expect(report.alarms.isEmpty)
    #expect(try events().isEmpty)
    #expect(throws: MonitoringError.self) {
      try Silences(warehouse).add("other", of: file, from: "2026-01-02", to: "2026-01-03", reason: "x")
    }
  }

  @Test("no such monitor, and no such day, are said", arguments: ["yesterday", "2026-02-30"])
  func wrong(date: String) throws {
    #expect(throws: MonitoringError.self) { try MonitorFile("shopp", in: warehouse.scripts) }
    #expect(throws: MonitoringError.self) { try run(date) }
  }
}
