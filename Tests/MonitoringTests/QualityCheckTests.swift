import Fixtures
import Monitoring
import Testing
import Warehouse

@Suite("Checks of data quality")
struct QualityCheckTests {
  @Test(
    "a check holds or fails, and says how many rows do not comply",
    arguments: [
      ("{ type: row_count, minimum: 6, maximum: 6 }", "PASS", 0), ("{ type: row_count, minimum: 7 }", "FAIL", 0),
      ("{ type: complete, columns: [price] }", "FAIL", 1),
      ("{ type: complete, columns: [price], at_least: 0.8 }", "PASS", 1),
      ("{ type: complete, columns: [id, date] }", "PASS", 0), ("{ type: unique, columns: [id] }", "PASS", 0),
      ("{ type: unique, columns: [date, store] }", "PASS", 0), ("{ type: unique, columns: [store] }", "FAIL", 6),
      ("{ type: range, columns: [price], minimum: 1, maximum: 100 }", "FAIL", 1),
      ("{ type: range, columns: [units], minimum: 0 }", "PASS", 0),
      ("{ type: set, columns: [kind], values: [a, b] }", "FAIL", 1),
      ("{ type: set, columns: [store], values: [1, 2] }", "PASS", 0),
      ("{ type: pattern, columns: [date], pattern: '^2026-\\d\\d-\\d\\d$' }", "PASS", 0),
      ("{ type: pattern, columns: [kind], pattern: '^[ab]$' }", "FAIL", 1),
      ("{ type: expression, expression: 'units > store' }", "PASS", 0),
      ("{ type: expression, expression: 'units > 4', at_least: 0.9 }", "FAIL", 1),
      ("{ type: correlation, columns: [units, store], minimum: 0.5 }", "PASS", 0),
      ("{ type: freshness, maximum: 0 }", "PASS", 0),
      ("{ type: reference, columns: [store], references: shop.sales.id }", "PASS", 0),
      ("{ type: reference, columns: [units], references: shop.sales.id }", "FAIL", 3),
      ("{ type: row_count_change, days: 2, maximum: 0.1 }", "PASS", 0),
      ("{ type: stuck, columns: [kind], by: [store], days: 3 }", "FAIL", 1),
      ("{ type: stuck, columns: [units], by: [store], days: 2 }", "PASS", 0),
    ])
  func outcome(check: String, status: String, failed: Int) throws {
    let results = try WatchedShop(checks: [check]).results()
    #expect(results.count == 1)
    #expect(results[0].status.rawValue == status, "\(results[0].message)")
    #expect(results[0].rowsFailed == failed)
  }

  @Test("a script of sql/quality fails for the rows that it gives")
  func script() throws {
    let script =
      "-- Which prices are odd?\n-- @param to TEXT -   last day\nSELECT * FROM shop.sales WHERE price > 100 AND date <= :to\n"
    let shop = try WatchedShop(checks: ["{ type: query, query: odd }"], more: ["sql/quality/odd.sql": script])
    #expect(try shop.results(from: "2026-01-01", to: "2026-01-03").map(\.status) == [.fail])
    #expect(try shop.results(from: "2026-01-01", to: "2026-01-02").map(\.status) == [.pass])
  }

  @Test("only the rows of the days asked for are looked at; a day without rows fails the row count alone")
  func scope() throws {
    let shop = try WatchedShop(checks: [
      "{ type: row_count, minimum: 1, severity: error }",
      "{ type: range, columns: [price], maximum: 100, severity: error }",
    ])
    #expect(try shop.results(from: "2026-01-01", to: "2026-01-01").map(\.status) == [.pass, .pass])
    #expect(try shop.results(from: "2026-01-03", to: "2026-01-03").map(\.status) == [.pass, .fail])
    let missing = try shop.results(from: "2026-01-04", to: "2026-01-04")
    #expect(missing.map(\.status) == [.fail, .noRows])
    #expect(missing.filter(\.stopsTraining).map(\.check) == ["row_count"])
  }

  @Test("a check of a column that is missing is an error of its own; the others run on")
  func missingColumn() throws {
    let results = try WatchedShop(checks: [
      "{ type: complete, columns: [colour] }", "{ type: unique, columns: [id] }",
    ]).results()
    #expect(results.map(\.status) == [.error, .pass])
    #expect(results[0].message.contains("colour"))
  }

  @Test(
    "a file that is wrong names the key",
    arguments: [
      ("{ type: complete }", "columns"), ("{ type: colour, columns: [a] }", "type"),
      ("{ type: set, columns: [kind] }", "values"), ("{ type: range, columns: [price] }", "minimum or maximum"),
    ])
  func wrong(check: String, key: String) throws {
    let error = try #require(throws: MonitoringError.self) { try WatchedShop(checks: [check]).results() }
    #expect("\(error)".contains(key), "\(error)")
  }

  @Test("an expression cannot change anything")
  func readOnly() throws {
    let shop = try WatchedShop(checks: ["{ type: expression, expression: '1); DELETE FROM shop.sales; --' }"])
    #expect(try shop.results().map(\.status) == [.error])
    #expect(try shop.temporary.rows("SELECT count(*) FROM shop.sales") == [[.integer(6)]])
  }

  @Test("results are kept by table and scope; a second run of the same scope replaces the first")
  func kept() throws {
    let shop = try WatchedShop(checks: ["{ type: unique, columns: [id] }", "{ type: row_count, minimum: 9 }"])
    for _ in 0..<2 {
      let results = try shop.results()
      try shop.temporary.warehouse.write(.mlops) { db in
        try QualityRun.store(results, scope: "all", at: shop.temporary.warehouse.surroundings.now(), in: db)
      }
    }
    #expect(
      try shop.temporary.rows("SELECT check_name, status, observed FROM mlops.quality_results ORDER BY 1") == [
        [.text("row_count"), .text("FAIL"), .real(6)], [.text("unique_id"), .text("PASS"), .real(1)],
      ])
  }

  @Test("the checks that are proposed for a table hold on it, and are a file that can be read")
  func suggestion() throws {
    let shop = try WatchedShop(checks: ["{ type: row_count, minimum: 1 }"])
    let yaml = try QualitySuggestion(shop.temporary.warehouse).yaml(TableName(parsing: "shop.sales"))
    #expect(yaml.contains("unique, columns: [id]") && yaml.contains("complete, columns: [price], at_least: 0.5"))
    try shop.project.write(yaml, to: "sql/quality/sales.yml")
    let results = try shop.results()
    #expect(results.count > 8)
    #expect(results.allSatisfy { $0.status == .pass }, "\(results.filter { $0.status != .pass })")
  }
}
