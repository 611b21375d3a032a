import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("More databases than SQLite attaches")
struct ManyDatabasesTests {
  let temporary: TemporaryWarehouse

  /// 12 databases in all: mlops, feature_store and ten more.
  init() throws {
    temporary = try TemporaryWarehouse()
    for number in 1...10 { try temporary.load("id\n\(number)\n", into: "shop\(number).sales", file: "\(number).csv") }
  }

  @Test("a query still reaches every database that it names")
  func namedDatabases() throws {
    #expect(try temporary.rows("SELECT id FROM shop10.sales") == [[.integer(10)]])
    #expect(try temporary.rows("SELECT a.id + b.id FROM \"shop1\".sales a, shop2 . sales b") == [[.integer(3)]])
    #expect(try temporary.rows("SELECT count(*) FROM MLOPS.runs") == [[.integer(0)]])
  }

  @Test("only the databases whose names stand in the SQL are attached")
  func attachedDatabases() throws {
    let rows = try temporary.rows("SELECT group_concat(name) FROM pragma_database_list WHERE 'shop3.' <> name")
    #expect(rows == [[.text("main,shop3")]])
  }

  @Test("a query that needs eleven is refused with the reason")
  func elevenNeeded() throws {
    let sql =
      (1...10).map { "SELECT id FROM shop\($0).sales" }.joined(separator: " UNION ALL ")
      + " UNION ALL SELECT count(*) FROM mlops.runs"
    let error = #expect(throws: WarehouseError.self) { _ = try temporary.rows(sql) }
    #expect(error?.code == "too-many-databases")
    #expect(error?.expected?.contains("10") == true)
    #expect(error?.remedy?.contains("db.table") == true)
  }

  @Test("ten can be read at once")
  func tenNeeded() throws {
    let sql = (1...10).map { "SELECT id FROM shop\($0).sales" }.joined(separator: " UNION ALL ")
    #expect(try temporary.rows("SELECT sum(id) FROM (\(sql))") == [[.integer(55)]])
  }

  @Test("the list of tables still shows all of them")
  func catalog() throws {
    let names = try Catalog(temporary.warehouse).entries().map(\.name.description)
    #expect(names.filter { $0.hasSuffix(".sales") }.count == 10)
  }

  @Test("attach.sql attaches ten and says why the others are left out")
  func attachScript() throws {
    let script = try String(contentsOf: temporary.warehouse.layout.attachScript, encoding: .utf8)
    let lines = script.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("ATTACH") }.count == 10)
    #expect(lines.filter { $0.hasPrefix("-- SQLite attaches 10 files at most: ATTACH") }.count == 2)
  }
}
