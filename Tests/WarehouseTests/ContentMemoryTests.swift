import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("Contents that were looked at")
struct ContentMemoryTests {
  @Test("of a table are looked at again once anything was committed to its file, and are those that a fresh look finds")
  func tables() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id,units\n1,5\n2,7\n", into: "shop.sales")
    let memory = ContentMemory(temporary.warehouse)
    let table = try TableName(parsing: "shop.sales")
    let (whole, part) = (TableSelection(table), TableSelection(table, where: ["id": "1"]))
    func fresh(_ selection: TableSelection) throws -> TableFingerprint? {
      try TableFingerprint.of(selection, in: temporary.warehouse)
    }
    for statement in [
      "SELECT 1", "UPDATE sales SET units = 8 WHERE id = 2", "INSERT INTO sales VALUES (3, 1)", "DELETE FROM sales",
      "ALTER TABLE sales ADD COLUMN more TEXT", "DROP TABLE sales",
    ] {
      try temporary.execute(statement.replacing("sales", with: "shop.sales"), in: "shop")
      for selection in [whole, part] {
        #expect(try memory.fingerprint(of: selection) == fresh(selection), "after \(statement)")
        #expect(try memory.fingerprint(of: selection) == fresh(selection), "after \(statement), again")
      }
    }
    #expect(try memory.fingerprint(of: TableSelection(TableName(parsing: "nowhere.sales"))) == nil)
    try temporary.load("id\n1\n", into: "nowhere.sales")
    #expect(try memory.fingerprint(of: TableSelection(TableName(parsing: "nowhere.sales")))?.rowCount == 1)
  }

  @Test("of an object are looked at again once its file is another")
  func objects() throws {
    let temporary = try TemporaryWarehouse()
    let objects = temporary.warehouse.objects
    let memory = ContentMemory(temporary.warehouse)
    #expect(try memory.object("a/b.txt") == nil)
    for text in ["one", "two", "three"] {
      let stored = try objects.store(text.utf8, as: "a/b.txt")
      #expect(try memory.object("a/b.txt") == stored)
      #expect(try memory.object("a/b.txt") == stored)
    }
    try FileManager.default.removeItem(at: objects.url(of: "a/b.txt"))
    #expect(try memory.object("a/b.txt") == nil)
  }
}
