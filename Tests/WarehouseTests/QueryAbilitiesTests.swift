import Fixtures
import Testing
import Warehouse

@Suite("What a query can do")
struct QueryAbilitiesTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,ann\n2,bob\n", into: "shop.sales")
  }

  @Test("joins tables of several databases")
  func severalDatabases() throws {
    let rows = try temporary.rows("SELECT name, (SELECT count(*) FROM mlops.runs) FROM shop.sales WHERE id = 2")
    #expect(rows == [[.text("bob"), .integer(0)]])
  }

  @Test("takes JSON apart with json_each and json_tree")
  func json() throws {
    #expect(try temporary.rows("SELECT value FROM json_each('[3,4]')") == [[.integer(3)], [.integer(4)]])
    #expect(try temporary.rows("SELECT count(*) FROM json_tree('{\"a\":[1,2]}')") == [[.integer(4)]])
  }

  @Test("counts with a recursive WITH")
  func recursion() throws {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n"
    #expect(try temporary.rows(sql) == [[.integer(10)]])
  }

  @Test("explains itself")
  func explain() throws {
    #expect(try !temporary.rows("EXPLAIN QUERY PLAN SELECT * FROM shop.sales").isEmpty)
    #expect(try !temporary.rows("EXPLAIN SELECT * FROM shop.sales").isEmpty)
  }

  @Test("asks for the columns of a table with pragma_table_info")
  func tableInfo() throws {
    let rows = try temporary.rows("SELECT name, type FROM pragma_table_info('sales', 'shop')")
    #expect(rows == [[.text("id"), .text("INTEGER")], [.text("name"), .text("TEXT")]])
  }

  @Test("uses window functions, dates and text functions")
  func functions() throws {
    let rows = try temporary.rows(
      "SELECT row_number() OVER (ORDER BY id DESC), upper(name), date('2026-01-31', '+1 day') FROM shop.sales ORDER BY id"
    )
    #expect(
      rows == [
        [.integer(2), .text("ANN"), .text("2026-02-01")], [.integer(1), .text("BOB"), .text("2026-02-01")],
      ])
  }

  @Test("gives all five kinds of values as they are")
  func kinds() throws {
    let rows = try temporary.rows("SELECT NULL, 9223372036854775807, 0.1, 'ä\u{1F600}', x'00ff', ''")
    #expect(rows == [[.null, .integer(.max), .real(0.1), .text("ä\u{1F600}"), .blob([0, 255]), .text("")]])
  }

  @Test("a missing table is named, with where to look")
  func missingTable() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try temporary.rows("SELECT * FROM shop.sails") }
    #expect(error?.code == "sql")
    #expect(error?.found.contains("shop.sails") == true)
    #expect(error?.remedy?.contains("stockroom tables") == true)
  }

  @Test("an error while rows are read is told too")
  func errorWhileRunning() throws {
    let error = #expect(throws: WarehouseError.self) {
      _ = try temporary.rows("SELECT abs(-9223372036854775807 - 1)")
    }
    #expect(error?.found.contains("overflow") == true)
  }
}
