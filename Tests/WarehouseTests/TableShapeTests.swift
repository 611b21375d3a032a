import Fixtures
import Testing
import Warehouse

@Suite("A table whose columns grow")
struct TableShapeTests {
  let temporary: TemporaryWarehouse
  let table: TableName

  init() throws {
    temporary = try TemporaryWarehouse()
    table = TableName(.mlops, "grown")
  }

  private func ensure(_ columns: [TableShape.Column]) throws {
    try temporary.warehouse.write(.mlops) { try TableShape(table, columns: columns, primaryKey: ["id"]).ensure(in: $0) }
  }

  @Test("is made where it does not exist, STRICT and with its key")
  func made() throws {
    try ensure([.init("id", "TEXT", isRequired: true), .init("rmse", "REAL")])
    let columns = try Catalog(temporary.warehouse).columns(of: table)
    #expect(columns.map(\.name) == ["id", "rmse"])
    #expect(columns.map(\.primaryKeyPosition) == [1, 0])
    #expect(throws: (any Error).self) {
      try temporary.execute("INSERT INTO mlops.grown VALUES ('a', 'text')", in: "mlops")
    }
  }

  @Test("gets the columns that it lacks; its rows and other columns stay")
  func grows() throws {
    try ensure([.init("id", "TEXT", isRequired: true), .init("old", "REAL")])
    try temporary.execute("INSERT INTO mlops.grown VALUES ('a', 1.5)", in: "mlops")
    try ensure([.init("id", "TEXT", isRequired: true), .init("new", "INTEGER"), .init("odd \"name\"", "TEXT")])
    #expect(try temporary.rows("SELECT * FROM mlops.grown") == [[.text("a"), .real(1.5), .null, .null]])
    #expect(try Catalog(temporary.warehouse).columns(of: table).map(\.name) == ["id", "old", "new", "odd \"name\""])
  }

  @Test("doing it again changes nothing")
  func twice() throws {
    let columns: [TableShape.Column] = [.init("id", "TEXT", isRequired: true), .init("rmse", "REAL")]
    try ensure(columns)
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    try ensure(columns)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("a column of another type is an error, and nothing is changed")
  func otherType() throws {
    try ensure([.init("id", "TEXT", isRequired: true), .init("rmse", "REAL")])
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: WarehouseError.self) {
      try ensure([.init("id", "TEXT"), .init("extra", "TEXT"), .init("rmse", "TEXT")])
    }
    #expect(error?.code == "column-type")
    #expect(error?.subject.contains("column rmse") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }
}
