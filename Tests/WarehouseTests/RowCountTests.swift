import Fixtures
import Testing
import Warehouse

@Suite("The rows of large tables")
struct RowCountTests {
  let temporary: TemporaryWarehouse

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,ann\n2,bob\n", into: "shop.sales")
  }

  private func count(of table: String, quickLeaves: Int, exact: Bool = false) throws -> RowCount? {
    try Catalog(temporary.warehouse).entries(in: DatabaseName("shop"), exact: exact, quickLeaves: quickLeaves)
      .first { $0.name.table == table }?.rowCount
  }

  /// Rows whose keys come in no order, some of which are gone again.
  private func fill(_ table: String, _ columns: String, rows: Int) throws {
    try temporary.execute(
      """
      CREATE TABLE shop.\(table) \(columns);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows * 5 / 4))
      INSERT INTO shop.\(table) (key, value) SELECT printf('%08x', i * 2654435761 % 4294967296), hex(zeroblob(i % 40)) FROM n;
      DELETE FROM shop.\(table) WHERE key IN (SELECT key FROM shop.\(table) ORDER BY key LIMIT \(rows / 4));
      """, in: "shop")
  }

  @Test(
    "are estimated to a tenth from a few pages, and counted where asked",
    arguments: ["(key TEXT, value TEXT)", "(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"])
  func estimate(columns: String) throws {
    try fill("many", columns, rows: 40_000)
    let estimate = try #require(try count(of: "many", quickLeaves: 50))
    #expect(!estimate.isExact)
    #expect((36_000...44_000).contains(estimate.rows), "\(estimate.rows)")
    #expect(estimate.rows % 100 == 0)
    #expect(try count(of: "many", quickLeaves: 50, exact: true) == RowCount(rows: 40_000, isExact: true))
    #expect(try count(of: "sales", quickLeaves: 50) == RowCount(rows: 2, isExact: true))
  }

  @Test("are counted where a narrow index makes that quick; an index of some rows only does not")
  func narrowIndex() throws {
    try temporary.execute(
      """
      CREATE TABLE shop.wide (key INTEGER, value TEXT);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
      INSERT INTO shop.wide SELECT i, hex(zeroblob(400)) FROM n;
      CREATE INDEX shop.some ON wide (key) WHERE key < 100;
      """, in: "shop")
    #expect(try count(of: "wide", quickLeaves: 100)?.isExact == false)
    try temporary.execute("CREATE INDEX shop.every ON wide (key)", in: "shop")
    #expect(try count(of: "wide", quickLeaves: 100) == RowCount(rows: 4000, isExact: true))
  }

  @Test("are counted where the file does not hold them yet")
  func newTable() throws {
    let open = try temporary.warehouse.writingSession(on: DatabaseName("shop"))
    try fill("many", "(key TEXT, value TEXT)", rows: 400)
    #expect(try count(of: "many", quickLeaves: 1) == RowCount(rows: 400, isExact: true))
    withExtendedLifetime(open) {}
  }
}
