import Fixtures
import Testing
import Warehouse

@Suite("The place of an error in SQL")
struct SyntaxErrorPlaceTests {
  private func failure(_ sql: String) throws -> WarehouseError? {
    let temporary = try TemporaryWarehouse()
    return #expect(throws: WarehouseError.self) {
      _ = try QuerySession(temporary.warehouse, for: sql).prepare(sql, origin: "q.sql")
    }
  }

  /// The character of the shown line that the caret points at.
  private func pointedAt(_ error: WarehouseError?) throws -> String {
    let lines = try #require(error).found.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 3)
    let caret = try #require(lines[2].firstIndex(of: "^"))
    let position = lines[2].distance(from: lines[2].startIndex, to: caret)
    return String(lines[1].dropFirst(position).prefix(4))
  }

  @Test("line and column count from 1, and a caret points at the word")
  func place() throws {
    let error = try failure("SELECT 1,\n       FORM mlops.runs")
    #expect(error?.subject == "q.sql, line 2, column 18")
    #expect(try pointedAt(error) == ".run")
  }

  @Test("columns are characters, not bytes")
  func multibyteText() throws {
    let error = try failure("SELECT 'ร้านค้า ä\u{1F600}', nope FROM mlops.runs")
    #expect(try pointedAt(error) == "nope")
  }

  @Test("a tab is one column, and the caret still stands below")
  func tabs() throws {
    let error = try failure("SELECT\n\t\tnope\nFROM mlops.runs")
    #expect(error?.subject == "q.sql, line 2, column 3")
    #expect(try pointedAt(error) == "nope")
  }

  @Test("lines that end in CR LF count once and show no carriage return")
  func carriageReturns() throws {
    let error = try failure("SELECT 1,\r\n  nope\r\nFROM mlops.runs\r\n")
    #expect(error?.subject == "q.sql, line 2, column 3")
    #expect(error?.found.contains("\r") == false)
    #expect(try pointedAt(error) == "nope")
  }

  @Test("an end that comes too early is told without a wrong place")
  func unexpectedEnd() throws {
    let error = try failure("SELECT * FROM")
    #expect(error?.code == "sql")
    #expect(error?.found.contains("incomplete input") == true)
  }

  @Test("a missing column is named with its place and where to look")
  func missingColumn() throws {
    let error = try failure("SELECT run_name, colour FROM mlops.runs")
    #expect(error?.subject == "q.sql, line 1, column 18")
    #expect(error?.remedy?.contains("stockroom describe") == true)
  }
}
