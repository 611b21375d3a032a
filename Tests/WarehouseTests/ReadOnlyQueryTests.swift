import Fixtures
import Testing
import Warehouse

@Suite("A query cannot write")
struct ReadOnlyQueryTests {
  @Test(
    "a statement that changes something is refused, and nothing is changed",
    arguments: [
      "INSERT INTO shop.sales VALUES (2)",
      "UPDATE shop.sales SET id = 2",
      "DELETE FROM shop.sales",
      "REPLACE INTO shop.sales VALUES (1)",
      "WITH n AS (SELECT 5) INSERT INTO shop.sales SELECT * FROM n",
      "DELETE FROM shop.sales RETURNING id",
      "CREATE TABLE shop.more (x)",
      "CREATE TEMP TABLE more (x)",
      "CREATE TABLE more (x)",
      "CREATE VIEW shop.more AS SELECT 1",
      "CREATE TRIGGER shop.more AFTER INSERT ON sales BEGIN SELECT 1; END",
      "CREATE INDEX shop.more ON sales (id)",
      "CREATE VIRTUAL TABLE more USING fts5(x)",
      "DROP TABLE shop.sales",
      "ALTER TABLE shop.sales ADD COLUMN x",
      "ATTACH '/dev/null' AS other",
      "DETACH shop",
      "VACUUM",
      "VACUUM shop INTO '/dev/null'",
      "REINDEX shop.sales",
      "ANALYZE shop",
      "BEGIN",
      "COMMIT",
      "SAVEPOINT here",
      "PRAGMA shop.user_version = 5",
      "PRAGMA journal_mode = DELETE",
      "PRAGMA shop.journal_mode = DELETE",
      "PRAGMA writable_schema = 1",
      "PRAGMA query_only = 0",
      "PRAGMA wal_checkpoint",
      "PRAGMA optimize",
      "SELECT load_extension('/lib/x.so')",
      "SELECT writefile('/dev/null', 'x')",
      "EXPLAIN DELETE FROM shop.sales",
    ])
  func refused(sql: String) throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "shop.sales")
    try temporary.execute("CREATE INDEX shop.by_id ON sales (id)", in: "shop")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: WarehouseError.self) {
      _ = try QuerySession(temporary.warehouse, for: sql).prepare(sql).allRows()
    }
    #expect(error?.code == "read-only-query" || error?.found.contains("no such function") == true)
    #expect(error?.remedy != nil)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test(
    "several statements are refused, whatever they are",
    arguments: [
      "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE shop.sales", "SELECT 1 /* ; */; /* */ DELETE FROM shop.sales",
      "SELECT 1;;SELECT 2", "SELECT 1; -- note\nSELECT 2",
    ])
  func severalStatements(sql: String) throws {
    let temporary = try TemporaryWarehouse()
    let error = #expect(throws: WarehouseError.self) {
      _ = try QuerySession(temporary.warehouse, for: sql).prepare(sql)
    }
    #expect(error?.code == "several-statements")
  }

  @Test(
    "one statement may end in semicolons, white space and comments",
    arguments: [
      "SELECT 1;", "SELECT 1 ; \n", "SELECT 1; -- the end", "SELECT 1; /* the end */ ;", "-- first\nSELECT 1",
    ])
  func trailingText(sql: String) throws {
    #expect(try TemporaryWarehouse().rows(sql) == [[.integer(1)]])
  }

  @Test("nothing to run is said to be so", arguments: ["", "  ", "-- only a comment", ";"])
  func emptyQuery(sql: String) throws {
    let temporary = try TemporaryWarehouse()
    let error = #expect(throws: WarehouseError.self) {
      _ = try QuerySession(temporary.warehouse, for: sql).prepare(sql)
    }
    #expect(error?.code == "empty-query")
  }

  @Test("a PRAGMA that asks and one that sets are told apart by name")
  func readingPragmaWithArgument() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "shop.sales")
    #expect(try temporary.rows("PRAGMA shop.table_info(sales)").count == 1)
  }
}
