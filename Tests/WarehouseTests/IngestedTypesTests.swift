import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("The types of a new table")
struct IngestedTypesTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func types(_ csv: String) throws -> [String] {
    try temporary.load(csv, into: "shop.sales")
    return try Catalog(temporary.warehouse).columns(of: TableName(parsing: "shop.sales")).map(\.type)
  }

  @Test("follow from all rows, not from the first ones")
  func wholeFile() throws {
    let rows = (1...20_000).map { "\($0),\($0),\($0)\n" }.joined()
    #expect(try types("a,b,c\n\(rows)1,1.5,x\n") == ["INTEGER", "REAL", "TEXT"])
    #expect(
      try temporary.rows("SELECT typeof(a), typeof(b), typeof(c) FROM shop.sales GROUP BY 1, 2, 3") == [
        [.text("integer"), .text("real"), .text("text")]
      ])
  }

  @Test("leading zeros stay text, a lone zero is a number")
  func leadingZeros() throws {
    #expect(try types("code,zero,fraction\n007,0,0.5\n10,00.5,0.25\n") == ["TEXT", "TEXT", "REAL"])
    #expect(try temporary.rows("SELECT code FROM shop.sales") == [[.text("007")], [.text("10")]])
  }

  @Test("the report says why a column of digits became text")
  func reason() throws {
    let report = try temporary.load("id,code\n1,007\n", into: "shop.sales")
    #expect(report.createdColumns.map(\.name) == ["id", "code"])
    #expect(report.createdColumns[0].note == nil)
    #expect(report.createdColumns[1].note?.contains("007") == true)
  }

  @Test("an empty field is NULL and tells no type; a quoted empty field is empty text")
  func emptyFields() throws {
    #expect(try types("a,b\n1,\n,\"\"\n3,x\n") == ["INTEGER", "TEXT"])
    #expect(
      try temporary.rows("SELECT a, b FROM shop.sales") == [
        [.integer(1), .null], [.null, .text("")], [.integer(3), .text("x")],
      ])
  }

  @Test("integers that do not fit 64 bits are kept as text, not rounded")
  func hugeIntegers() throws {
    #expect(try types("a\n9223372036854775807\n9223372036854775808\n") == ["TEXT"])
    #expect(try temporary.rows("SELECT a FROM shop.sales LIMIT 1 OFFSET 1") == [[.text("9223372036854775808")]])
  }

  @Test("are those that all files of a directory allow")
  func directory() throws {
    try temporary.directory.write("a,b\n1,1\n", to: "in/1.csv")
    try temporary.directory.write("a,b\n2.5,x\n", to: "in/2.csv")
    let path = temporary.directory.url.appending(path: "in").path
    try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: "shop.sales"))
    #expect(try temporary.rows("SELECT a, b FROM shop.sales") == [[.real(1), .text("1")], [.real(2.5), .text("x")]])
  }

  @Test("the table is STRICT")
  func strict() throws {
    try temporary.load("a\n1\n", into: "shop.sales")
    #expect(throws: (any Error).self) { try temporary.execute("INSERT INTO shop.sales VALUES ('x')", in: "shop") }
  }

  @Test("names of columns may hold anything")
  func oddNames() throws {
    try temporary.load("order,\"two words\",\"a\"\"b\",ร้าน,select\n1,2,3,4,5\n", into: "shop.sales")
    #expect(
      try Catalog(temporary.warehouse).columns(of: TableName(parsing: "shop.sales")).map(\.name) == [
        "order", "two words", "a\"b", "ร้าน", "select",
      ])
  }

  @Test("names that differ in case only are refused")
  func namesInOtherCase() throws {
    let error = #expect(throws: WarehouseError.self) { _ = try types("Id,ID\n1,2\n") }
    #expect(error?.code == "duplicate-column")
    #expect(error?.subject.contains("column ID") == true)
  }
}
