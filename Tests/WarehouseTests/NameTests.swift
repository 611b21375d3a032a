import Testing
import Warehouse

@Suite("Names of databases and tables")
struct NameTests {
  @Test("a database has a plain lower-case name", arguments: ["retail_demand", "a", "_x", "shop2"])
  func databaseName(name: String) throws {
    #expect(try DatabaseName(name).description == name)
  }

  @Test(
    "other names of databases are refused",
    arguments: [
      "", "Shop", "2shop", "a-b", "a b", "a.b", "../x", "main", "temp", "ä", "a\"b", String(repeating: "a", count: 129),
    ])
  func badDatabaseName(name: String) throws {
    let error = #expect(throws: WarehouseError.self) { _ = try DatabaseName(name) }
    #expect(error?.code == "database-name")
  }

  @Test("a table is database.table")
  func tableName() throws {
    let table = try TableName(parsing: "retail_demand.Demand_Product2")
    #expect(table.database.description == "retail_demand")
    #expect(table.table == "Demand_Product2")
    #expect(table.sql == "\"retail_demand\".\"Demand_Product2\"")
  }

  @Test(
    "other names of tables are refused with an example",
    arguments: [
      "", "sales", "shop.", ".sales", "shop.a.b", "shop.a-b", "shop.sqlite_stat1", "shop.SQLITE_x", "shop.1a",
      "shop. a",
    ])
  func badTableName(name: String) throws {
    let error = #expect(throws: WarehouseError.self) { _ = try TableName(parsing: name) }
    #expect(error?.code == "table-name" || error?.code == "database-name")
    #expect(error?.remedy != nil)
  }

  @Test("a quoted identifier doubles the quotes inside it")
  func quoted() {
    #expect(Identifier.quoted("a\"b") == "\"a\"\"b\"")
    #expect(Identifier.quoted("") == "\"\"")
  }
}
