import Fixtures
import Operations
import Testing
import Warehouse

@Suite("Plain sqlite3 runs the same files")
struct PlainSQLiteTests {
  @Test(
    "every query and every dashboard script gives the same columns and rows in sqlite3 -init attach.sql",
    .enabled(if: PlainSQLite.isInstalled, "sqlite3 is not installed"))
  func sameRows() throws {
    let temporary = try EvaluatedWarehouse.ofTwoRuns.get()
    let stockroom = temporary.stockroom
    for script in try stockroom.readingScripts() {
      let here = try stockroom.answer(script.path)
      let there = try PlainSQLite.rows(script.sql, in: temporary.warehouse.layout)
      // Without rows sqlite3 prints no header either.
      #expect(there.isEmpty == here.rows.isEmpty, "\(script.name)")
      guard let header = there.first else { continue }
      #expect(header == here.columns, "\(script.name)")
      #expect(there.count - 1 == here.rows.count, "\(script.name)")
      for (number, (plain, row)) in zip(there.dropFirst(), here.rows).enumerated() {
        for (column, (text, value)) in zip(here.columns, zip(plain, row)) {
          #expect(Self.means(text, value), "\(script.name), row \(number + 1), \(column): \(text), \(value)")
        }
      }
    }
  }

  /// sqlite3 prints numbers with 15 digits.
  private static func means(_ text: String, _ value: SQLValue) -> Bool {
    switch value {
    case .null: return text.isEmpty
    case .integer(let number): return Int64(text) == number
    case .text(let other): return text == other
    case .real(let number): return Double(text).map { abs($0 - number) <= 1e-12 * max(1, abs(number)) } ?? false
    case .blob: return false
    }
  }
}
