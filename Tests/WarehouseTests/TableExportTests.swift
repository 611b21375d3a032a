import CSV
import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("A table as CSV")
struct TableExportTests {
  let temporary: TemporaryWarehouse

  init() throws { temporary = try TemporaryWarehouse() }

  private func export(_ sql: String, to name: String) throws -> String {
    let file = temporary.directory.url.appending(path: name).path
    let session = try QuerySession(temporary.warehouse, for: sql)
    try TableExport.write(session.prepare(sql), to: .file(file))
    return try String(contentsOfFile: file, encoding: .utf8)
  }

  @Test("an export that is loaded again is the same table: NULL, empty text, quotes, line ends, numbers and all")
  func roundTrip() throws {
    try temporary.load(
      """
      id,code,name,price,note
      1,007,"Ann ""A"", Ltd",0.1,"two
      lines"
      2,010,,1e-300,
      -3,0,"",-2.5,"ร้าน; 'x'"
      9223372036854775807,x," padded ",12345678.9,#

      """, into: "shop.original")
    let file = temporary.directory.url.appending(path: "copy.csv").path
    let sql = "SELECT * FROM shop.original"
    let written = try TableExport.write(
      QuerySession(temporary.warehouse, for: sql).prepare(sql), to: .file(file))
    #expect(written == 4)
    try CSVIngestion(temporary.warehouse).load(IngestSource(path: file), into: TableName(parsing: "shop.copy"))
    let types = "SELECT group_concat(name || ' ' || type) FROM pragma_table_info('%', 'shop')"
    #expect(
      try temporary.rows(types.replacing("%", with: "copy")) == temporary.rows(types.replacing("%", with: "original")))
    #expect(try temporary.rows("SELECT * FROM shop.copy") == temporary.rows("SELECT * FROM shop.original"))
    #expect(try temporary.rows("SELECT count(*) FROM shop.copy WHERE name IS NULL") == [[.integer(1)]])
    #expect(try temporary.rows("SELECT count(*) FROM shop.copy WHERE name = ''") == [[.integer(1)]])
  }

  @Test("a result without rows still has its header")
  func noRows() throws {
    #expect(try export("SELECT 1 AS a, 2 AS \"b,c\" WHERE 0", to: "empty.csv") == "a,\"b,c\"\n")
  }

  @Test("a query that fails halfway leaves the older file as it was, and no part of a new one")
  func failure() throws {
    try temporary.directory.write("old\n", to: "out/kept.csv")
    let sql = "SELECT abs(-9223372036854775806 - value) AS x FROM json_each('[0, 1, 2]')"
    #expect(throws: WarehouseError.self) { _ = try export(sql, to: "out/kept.csv") }
    let folder = temporary.directory.url.appending(path: "out").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept.csv"])
    #expect(try String(contentsOfFile: folder + "/kept.csv", encoding: .utf8) == "old\n")
  }
}
