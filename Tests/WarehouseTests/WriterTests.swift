import Fixtures
import GRDB
import Testing
import Warehouse

@Suite("A connection that writes")
struct WriterTests {
  let temporary: TemporaryWarehouse
  let warehouse: Warehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    warehouse = temporary.warehouse
    try temporary.load("id\n1\n", into: "shop.sales")
  }

  @Test("writes its own database")
  func ownDatabase() throws {
    try warehouse.write(DatabaseName("shop")) { try $0.execute(sql: "INSERT INTO shop.sales VALUES (2)") }
    #expect(try temporary.rows("SELECT id FROM shop.sales ORDER BY 1") == [[.integer(1)], [.integer(2)]])
  }

  @Test("reads another database and cannot write to it")
  func otherDatabase() throws {
    let before = try WarehouseSnapshot(of: warehouse.layout.root)
    #expect(throws: WarehouseError.self) {
      try warehouse.write(.mlops, reading: [DatabaseName("shop")]) { db in
        #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM shop.sales") == 1)
        try db.execute(sql: "DELETE FROM shop.sales")
      }
    }
    #expect(try WarehouseSnapshot(of: warehouse.layout.root) == before)
  }

  @Test("sees only the databases that it asked for")
  func onlyNamedDatabases() throws {
    let names = try warehouse.write(.mlops, reading: [DatabaseName("shop")]) { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp') ORDER BY 1")
    }
    #expect(names == ["mlops", "shop"])
  }

  @Test("leaves nothing when its work fails")
  func rollback() throws {
    struct Interruption: Error {}
    let before = try WarehouseSnapshot(of: warehouse.layout.root)
    #expect(throws: Interruption.self) {
      try warehouse.write(DatabaseName("shop")) { db in
        try db.execute(sql: "INSERT INTO shop.sales VALUES (2)")
        try db.execute(sql: "CREATE TABLE shop.more (x)")
        throw Interruption()
      }
    }
    #expect(try WarehouseSnapshot(of: warehouse.layout.root) == before)
  }

  @Test("keeps approvals and completion records through a power cut: mlops is synchronous FULL, the rest NORMAL")
  func synchronous() throws {
    func level(_ name: DatabaseName) throws -> Int? {
      try warehouse.write(name) { try Int.fetchOne($0, sql: "PRAGMA \(name).synchronous") }
    }
    #expect(try level(.mlops) == 2)
    #expect(try level(.featureStore) == 1)
  }

  @Test("a file that is no database is named, with what to do")
  func damagedFile() throws {
    try temporary.directory.write(
      "not a database at all, but long enough to be read as a header", to: "warehouse/databases/broken.sqlite")
    let error = #expect(throws: WarehouseError.self) {
      try Warehouse.open(warehouse.layout, scripts: warehouse.scripts, surroundings: warehouse.surroundings)
    }
    #expect(error?.code == "damaged")
    #expect(error?.subject.contains("broken") == true)
    #expect(error?.remedy != nil)
  }
}
