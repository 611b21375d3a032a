import Columns
import Fixtures
import Testing
import Warehouse

@Suite("From a query to columns")
struct ColumnReaderTests {
  private func read(_ sql: String, precision: ColumnReader.Precision = .exact) throws -> ColumnTable {
    let temporary = try TemporaryWarehouse()
    return try ColumnReader.read(QuerySession(temporary.warehouse, for: sql).prepare(sql), precision: precision)
  }

  private func column(_ values: String, precision: ColumnReader.Precision = .exact) throws -> Column {
    try read("SELECT column1 AS x FROM (VALUES \(values))", precision: precision).column("x")
  }

  @Test("integers stay integers to the last bit")
  func integers() throws {
    #expect(try column("(1), (-9223372036854775807), (9223372036854775807)").values == .integer([1, -.max, .max]))
  }

  @Test("a column becomes real as soon as one value is")
  func integersThenReal() throws {
    #expect(try column("(1), (2.5), (3)").values == .real([1, 2.5, 3]))
    #expect(try column("(0.5), (3)").values == .real([0.5, 3]))
  }

  @Test("text is stored once per value")
  func text() throws {
    let column = try column("('b'), ('a'), ('b'), ('')")
    #expect(column.values == .text(DictionaryText(["b", "a", "b", ""])))
    #expect(column.text(at: 3) == "")
    #expect(!column.isNumeric)
  }

  @Test("NULL is a missing value wherever it stands, in columns of every type")
  func missing() throws {
    let integers = try column("(NULL), (1), (NULL)")
    #expect((0..<3).map { integers.text(at: $0) } == [nil, "1", nil])
    #expect(integers.missingCount == 2)
    let texts = try column("(NULL), ('a'), (NULL), ('b')")
    #expect((0..<4).map { texts.text(at: $0) } == [nil, "a", nil, "b"])
    let reals = try column("(NULL), (1), (NULL), (1.5)")
    #expect((0..<4).map { reals.text(at: $0) } == [nil, "1.0", nil, "1.5"])
    #expect(reals.doubles?[0].isNaN == true)
  }

  @Test("a column of nothing but NULL is numeric, and so is one without rows")
  func nothing() throws {
    let column = try column("(NULL), (NULL)")
    #expect(column.isNumeric)
    #expect(column.missingCount == 2)
    let empty = try read("SELECT 1 AS x, 'a' AS y WHERE 0")
    #expect(empty.rowCount == 0)
    #expect(empty.names == ["x", "y"])
  }

  @Test("in single precision every number is a float, integers too")
  func single() throws {
    #expect(try column("(1), (2.1), (16777217)", precision: .single).values == .single([1, 2.1, 16_777_216]))
    let withMissing = try column("(NULL), (3)", precision: .single)
    #expect(withMissing.floats?[0].isNaN == true)
    #expect(withMissing.floats?[1] == 3)
  }

  @Test(
    "text among numbers is an error that names column and row",
    arguments: [
      "(1), (2), ('x')", "(1.5), (2), ('x')", "('a'), ('b'), (3)", "('a'), ('b'), (3.5)", "(NULL), (2), ('x')",
    ])
  func mixed(values: String) throws {
    for precision in [ColumnReader.Precision.exact, .single] {
      let error = #expect(throws: WarehouseError.self) { _ = try column(values, precision: precision) }
      #expect(error?.code == "mixed-types")
      #expect(error?.subject == "column x, row 3")
      #expect(error?.remedy?.contains("CAST(x AS REAL)") == true)
    }
  }

  @Test("a blob is an error that names column and row")
  func blob() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try column("(1), (x'00')") }
    #expect(error?.code == "mixed-types")
    #expect(error?.subject == "column x, row 2")
  }

  @Test("two columns of one name are an error")
  func equalNames() throws {
    let error = #expect(throws: ColumnError.self) { _ = try read("SELECT 1 AS x, 2 AS x") }
    #expect(error?.code == "duplicate-column")
  }

  @Test(
    "a table read in two halves has the values of its rows: many texts of all lengths, NULLs, integers that become real"
  )
  func halves() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "shop.ids")
    let select = """
      SELECT i AS id,
        CASE WHEN i % 7 = 0 THEN NULL ELSE substr('äbcdefghijklmnopqrstuvwxyz', 1, i % 23) || i % 9973 END AS text,
        substr('abcdefghij', 1, i % 11) AS short, CASE WHEN i < 20000 THEN NULL ELSE 'late' END AS late,
        CASE WHEN i < 29000 THEN i ELSE i + 0.5 END AS number, CASE WHEN i % 1000 < 990 THEN NULL ELSE i END AS rare,
        NULL AS blank
      FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n)
      """
    try temporary.execute(
      """
      CREATE TABLE shop.wide (id INTEGER, text TEXT, short TEXT, late TEXT, number, rare INTEGER, blank TEXT);
      INSERT INTO shop.wide \(select);
      """, in: "shop")
    let columns = try ColumnReader.read(TableName(parsing: "shop.wide"), in: temporary.warehouse)
    let rows = try temporary.rows("SELECT * FROM shop.wide ORDER BY rowid")
    #expect(columns.rowCount == 30_000)
    var wrong = 0
    for (row, values) in rows.enumerated() {
      for (column, value) in zip(columns.columns, values) {
        let expected: String? =
          switch value {
          case .null: nil
          case .integer(let value): column.name == "number" ? String(Double(value)) : String(value)
          case .real(let value): String(value)
          case .text(let value): value
          case .blob: "a blob"
          }
        if column.text(at: row) != expected { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }
}
