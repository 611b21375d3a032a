import Fixtures
import Testing
import Warehouse

@Suite("The history of queries")
struct QueryHistoryTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func record(_ outcome: QueryHistory.Outcome) {
    QueryHistory(temporary.warehouse).record(
      name: "worst", sql: "SELECT :days", parameters: ["days": .integer(7), "none": .null],
      startedAt: temporary.warehouse.surroundings.now(), outcome: outcome)
  }

  @Test("keeps who asked what, when, with which values, and how many rows came")
  func success() throws {
    record(.succeeded(rowCount: 3))
    let rows = try temporary.rows(
      """
      SELECT query_name, sql, parameters ->> 'days', status, row_count, message, submitted_by, started_at < ended_at
      FROM mlops.queries
      """)
    #expect(
      rows == [
        [
          .text("worst"), .text("SELECT :days"), .text("7"), .text("SUCCEEDED"), .integer(3), .null, .text("tester"),
          .integer(1),
        ]
      ])
  }

  @Test("keeps failures with their message")
  func failure() throws {
    record(.failed(message: "no such table"))
    #expect(
      try temporary.rows("SELECT status, row_count, message FROM mlops.queries") == [
        [.text("FAILED"), .null, .text("no such table")]
      ])
  }

  @Test("that it cannot be written takes nothing from the answer")
  func unwritable() throws {
    try temporary.execute("DROP TABLE mlops.queries", in: "mlops")
    record(.succeeded(rowCount: 1))
    #expect(try temporary.rows("SELECT 1") == [[.integer(1)]])
  }
}
