import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("A file for a table that exists")
struct AppendedFileTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,code,price\n1,007,2.5\n", into: "shop.sales")
  }

  private func refusal(_ csv: String) throws -> (code: String, text: String) {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let path = try temporary.directory.write(csv, to: "more.csv")
    var code = ""
    var text = ""
    do {
      try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: "shop.sales"))
      Issue.record("the file was loaded")
    } catch let error as CSVError {
      (code, text) = (error.code, "\(error)")
    } catch let error as WarehouseError {
      (code, text) = (error.code, "\(error)")
    }
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
    return (code, text)
  }

  @Test("is added to it, and makes no column")
  func appended() throws {
    let report = try temporary.load("id,code,price\n2,008,3\n", into: "shop.sales")
    #expect(report.createdColumns.isEmpty)
    #expect(try temporary.rows("SELECT * FROM shop.sales WHERE id = 2") == [[.integer(2), .text("008"), .real(3)]])
  }

  @Test("may have its columns in another order and another case")
  func otherOrder() throws {
    try temporary.load("PRICE,id,Code\n3.5,2,010\n", into: "shop.sales")
    #expect(try temporary.rows("SELECT * FROM shop.sales WHERE id = 2") == [[.integer(2), .text("010"), .real(3.5)]])
  }

  @Test("each file of a directory may have its own order")
  func ordersInOneDirectory() throws {
    try temporary.directory.write("price,id,code\n3.5,2,a\n", to: "in/1.csv")
    try temporary.directory.write("code,price,id\nb,4.5,3\n", to: "in/2.csv")
    let path = temporary.directory.url.appending(path: "in").path
    try CSVIngestion(temporary.warehouse).load(IngestSource(path: path), into: TableName(parsing: "shop.sales"))
    #expect(
      try temporary.rows("SELECT * FROM shop.sales WHERE id > 1 ORDER BY id") == [
        [.integer(2), .text("a"), .real(3.5)], [.integer(3), .text("b"), .real(4.5)],
      ])
  }

  @Test("numbers for a text column stay as they are written")
  func numbersAsText() throws {
    try temporary.load("id,code,price\n2,1.50,3\n", into: "shop.sales")
    #expect(try temporary.rows("SELECT code FROM shop.sales WHERE id = 2") == [[.text("1.50")]])
  }

  @Test("text for an integer column is refused with line, column and value")
  func wrongType() throws {
    let (code, text) = try refusal("id,code,price\n2,a,1\ntwo,b,2\n")
    #expect(code == "wrong-type")
    #expect(text.contains("more.csv, line 3, column id"))
    #expect(text.contains("an integer"))
    #expect(text.contains("\"two\""))
    #expect(text.contains("remedy:"))
  }

  @Test("a fraction for an integer column is refused, not cut off")
  func fraction() throws {
    let (code, text) = try refusal("id,code,price\n2.5,a,1\n")
    #expect(code == "wrong-type")
    #expect(text.contains("line 2, column id"))
  }

  @Test("a quoted empty field is no number")
  func emptyText() throws {
    let (code, text) = try refusal("id,code,price\n\"\",a,1\n")
    #expect(code == "wrong-type")
    #expect(text.contains("line 2, column id"))
  }

  @Test("a column that the table lacks is named")
  func unknownColumn() throws {
    let (code, text) = try refusal("id,code,price,colour\n2,a,1,red\n")
    #expect(code == "columns-differ")
    #expect(text.contains("colour"))
    #expect(text.contains("id, code, price"))
  }

  @Test("a column that the file lacks is named")
  func missingColumn() throws {
    let (code, text) = try refusal("id,code\n2,a\n")
    #expect(code == "columns-differ")
    #expect(text.contains("no column price"))
  }

  @Test("a column that stands twice in other case is refused, not dropped")
  func columnTwice() throws {
    let (code, text) = try refusal("id,code,price,ID\n2,a,1,3\n")
    #expect(code == "duplicate-column")
    #expect(text.contains("column ID"))
  }

  @Test("a record that a constraint of the table refuses is named by its line")
  func constraint() throws {
    try temporary.execute("CREATE UNIQUE INDEX shop.by_id ON sales (id)", in: "shop")
    let (code, text) = try refusal("id,code,price\n2,a,1\n1,b,2\n")
    #expect(code == "constraint")
    #expect(text.contains("more.csv, line 3"))
    #expect(text.contains("UNIQUE"))
  }
}
