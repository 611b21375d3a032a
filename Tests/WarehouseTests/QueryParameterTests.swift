import Fixtures
import Testing
import Warehouse

@Suite("Parameters of a query")
struct QueryParameterTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,ann\n2,bob\n", into: "shop.sales")
  }

  private func answer(
    _ sql: String, _ parameters: [String: SQLValue], optional: Set<String> = []
  ) throws -> [[SQLValue]] {
    try QuerySession(temporary.warehouse, for: sql).prepare(sql, parameters: parameters, optional: optional).allRows()
  }

  @Test("a text stays a value, whatever it holds")
  func boundText() throws {
    let hostile = "ann'; DROP TABLE shop.sales; --"
    #expect(try answer("SELECT :name", ["name": .text(hostile)]) == [[.text(hostile)]])
    #expect(try answer("SELECT id FROM shop.sales WHERE name = :name", ["name": .text("x' OR '1'='1")]) == [])
    #expect(try temporary.rows("SELECT count(*) FROM shop.sales") == [[.integer(2)]])
  }

  @Test("all kinds of values arrive as they are, text with a zero character too")
  func kinds() throws {
    let values: [SQLValue] = [.null, .integer(-5), .real(2.5), .text("a\0b"), .blob([1, 0])]
    for value in values { #expect(try answer("SELECT :x", ["x": value]) == [[value]]) }
  }

  @Test("one name may stand in several places, and behind :, @ and $")
  func severalPlaces() throws {
    #expect(
      try answer("SELECT :x + :x, @y, $y", ["x": .integer(2), "y": .integer(3)]) == [
        [.integer(4), .integer(3), .integer(3)]
      ])
  }

  @Test("a parameter without a value is named")
  func missing() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try answer("SELECT :days", [:]) }
    #expect(error?.code == "missing-parameter")
    #expect(error?.subject.contains(":days") == true)
    #expect(error?.remedy?.contains("--param days=") == true)
  }

  @Test("a parameter that may be left out is NULL")
  func optional() throws {
    #expect(try answer("SELECT coalesce(:days, 7)", [:], optional: ["days"]) == [[.integer(7)]])
  }

  @Test("a value for a parameter that the statement lacks is an error that lists those it has")
  func unknown() throws {
    let error = #expect(throws: WarehouseError.self) {
      _ = try answer("SELECT :days", ["days": .integer(1), "day": .integer(1)])
    }
    #expect(error?.code == "unknown-parameter")
    #expect(error?.expected?.contains("days") == true)
    #expect(error?.found == "\"day\"")
  }

  @Test("a parameter must have a name")
  func unnamed() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try answer("SELECT ?", [:]) }
    #expect(error?.code == "parameter-name")
  }

  @Test(
    "a typed text is an integer, a number or text",
    arguments: [
      ("7", SQLValue.integer(7)), ("-7", .integer(-7)), ("0", .integer(0)), ("2.50", .real(2.5)), ("1e3", .real(1000)),
      ("-0.5", .real(-0.5)), ("007", .real(7)), ("abc", .text("abc")), ("", .text("")),
      ("2026-01-01", .text("2026-01-01")),
      ("inf", .text("inf")), ("nan", .text("nan")), (" 7", .text(" 7")), ("1e999", .text("1e999")),
      ("9223372036854775808", .real(9_223_372_036_854_775_808)),
    ])
  func inferredKind(text: String, value: SQLValue) throws {
    #expect(try SQLValue(parsing: text) == value)
  }

  @Test("a declared type decides, and TEXT keeps leading zeros")
  func declaredKind() throws {
    #expect(try SQLValue(parsing: "007", type: "TEXT") == .text("007"))
    #expect(try SQLValue(parsing: "007", type: "INTEGER") == .integer(7))
    #expect(try SQLValue(parsing: "7", type: "REAL") == .real(7))
  }

  @Test(
    "a value that is not of its declared type is refused",
    arguments: [("7.5", "INTEGER"), ("x", "REAL"), ("nan", "REAL"), ("", "INTEGER")])
  func wrongKind(text: String, type: String) throws {
    let error = #expect(throws: WarehouseError.self) { _ = try SQLValue(parsing: text, type: type) }
    #expect(error?.code == "parameter-value")
    #expect(error?.found == "\"\(text)\"")
  }
}
