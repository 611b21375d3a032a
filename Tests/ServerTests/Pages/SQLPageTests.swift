import Access
import CSV
import Fixtures
import Foundation
import Operations
import Server
import Testing
import Warehouse

@Suite("The SQL page")
struct SQLPageTests {
  private static func address(_ sql: String, _ path: String = "/sql") -> String {
    "\(path)?sql=\(RunningServer.encoded(sql))"
  }

  private static func small() throws -> TemporaryWarehouse {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id,name,price\n1,plain,2.5\n2,\"a, \"\"b\"\"\nc\",\n3,<i>é</i>,1e-9\n", into: "shop.things")
    return temporary
  }

  @Test("shows the rows of a query as they are")
  func rows() async throws {
    try await RunningServer.run(in: Self.small()) { server in
      let page = try server.open(Self.address("SELECT * FROM shop.things ORDER BY id")).text
      #expect(page.contains("3 rows") && page.contains("&lt;i&gt;é&lt;/i&gt;") && page.contains(">1e-09<"))
      #expect(page.contains(">NULL<"))
      #expect(HTMLCheck(page).problems == [])
      let none = try server.open(Self.address("SELECT id FROM shop.things WHERE id > 9")).text
      #expect(none.contains("No row. The columns are id."))
    }
  }

  @Test(
    "refuses whatever would change something",
    arguments: [
      "DELETE FROM shop.things", "UPDATE shop.things SET price = 0", "INSERT INTO shop.things (id) VALUES (9)",
      "DROP TABLE shop.things", "CREATE TABLE t (a)", "ATTACH '/etc/passwd' AS x", "PRAGMA journal_mode = DELETE",
      "VACUUM", "BEGIN", "SELECT 1; DELETE FROM shop.things", "WITH x AS (SELECT 1) DELETE FROM shop.things",
      "SELECT load_extension('x')",
    ])
  func writing(sql: String) async throws {
    try await RunningServer.run(in: Self.small()) { server in
      let page = try server.open(Self.address(sql))
      #expect(page.status == 200 && page.text.contains("The query was not answered."), "\(page.text)")
      #expect(HTMLCheck(page.text).problems == [])
      #expect(try server.open(Self.address(sql, "/sql.csv")).status == 400)
      #expect(try server.temporary.rows("SELECT count(*) FROM shop.things") == [[.integer(3)]])
    }
  }

  private static let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

  /// The clock of these warehouses moves a millisecond with each look, so that a tenth of a second is over after a hundred looks.
  @Test("gives up a query that takes too long and says so")
  func tooLong() async throws {
    try await RunningServer.run(in: Self.small(), { $0.querySeconds = 0.1 }) { server in
      let page = try server.open(Self.address(Self.endless)).text
      #expect(page.contains("within 0.1 seconds") && page.contains("--query-seconds"))
      let file = try server.open(Self.address(Self.endless, "/sql.csv"))
      #expect(file.status == 400 && file.text.contains("within 0.6 seconds"))
      #expect(try server.open("/sql").status == 200)
    }
  }

  @Test("makes no text of a gigabyte")
  func large() async throws {
    try await RunningServer.run(in: Self.small()) { server in
      let page = try server.open(Self.address("SELECT hex(zeroblob(500000000))")).text
      #expect(page.contains("too big"))
    }
  }

  @Test("shows as many rows as it is told to, while the CSV file has all of them and equals the query's rows")
  func csv() async throws {
    let temporary = try Self.small()
    try await RunningServer.run(in: temporary, { $0.queryRows = 2 }) { server in
      let sql = "SELECT * FROM shop.things ORDER BY id"
      let page = try server.open(Self.address(sql)).text
      #expect(page.contains("The first 2 rows") && !page.contains("é"))
      let link = try #require(page.firstMatch(of: /href="(\/sql\.csv[^"]*)"/)?.output.1)
      let file = try server.open(String(link))
      #expect(file.headers["content-disposition"] == "attachment; filename=\"query.csv\"")
      #expect(file.headers["content-type"] == "text/csv; charset=utf-8; header=present")
      let path = temporary.directory.url.appending(path: "same.csv").path
      try Stockroom(temporary.warehouse).ask(Stockroom.Query(sql: sql, parameters: []), keepsHistory: false) { cursor in
        (try TableExport.write(cursor, to: .file(path)), ())
      }
      let expected = [UInt8](try Data(contentsOf: URL(filePath: path)))
      #expect(file.body == expected)
    }
  }

  @Test("answers a named query with its parameters, and names the parameter that is wrong")
  func named() async throws {
    try await RunningServer.run(in: TemporaryWarehouse()) { server in
      _ = try server.open(Self.address("SELECT 1"))
      let page = try server.open("/sql?query=query_history&p.queries=1&p.days=").text
      #expect(page.contains("Which queries are asked most") && page.contains("value=\"1\"") && page.contains("1 row"))
      let wrong = try server.open("/sql?query=query_history&p.queries=many").text
      #expect(wrong.contains("parameter :queries") && wrong.contains("value=\"many\""))
      #expect(try server.open("/sql?query=none").text.contains("query none"))
      #expect(try server.open("/sql?query=..%2Foperations%2Fusers").text.contains("The query was not answered."))
      let draft = try server.open("/sql?draft=query_history").text
      #expect(
        draft.contains("<textarea") && draft.contains("FROM mlops.queries") && !draft.contains("The query was not"))
    }
  }

  @Test("asks for the parameters of SQL that was typed and binds them")
  func typedParameters() async throws {
    try await RunningServer.run(in: Self.small()) { server in
      let sql = "SELECT ':no' AS a, id /* :not */ FROM shop.things WHERE name = :name -- :never"
      let first = try server.open(Self.address(sql)).text
      #expect(first.matches(of: /name="p\.([a-z]+)"/).map { String($0.output.1) } == ["name"])
      #expect(first.contains("parameter :name"))
      let hostile = "plain' OR 1=1 --"
      let second = try server.open("\(Self.address(sql))&p.name=\(RunningServer.encoded(hostile))").text
      #expect(second.contains("No row."))
      #expect(try server.open("\(Self.address(sql))&p.name=plain").text.contains("1 row"))
    }
  }

  @Test("is not asked by links of other sites, and notes who asked")
  func foreign() async throws {
    let temporary = try Self.small()
    let token = try temporary.token("vic", .viewer)
    try await RunningServer.run(in: temporary, { $0.policy = temporary.policy }) { server in
      let cookie = try server.logIn(token)
      let sql = Self.address("SELECT count(*) FROM shop.things")
      #expect(try server.open(sql, cookie: cookie, ["Sec-Fetch-Site": "cross-site"]).status == 403)
      #expect(try server.open(sql, cookie: cookie, ["Sec-Fetch-Site": "same-origin"]).status == 200)
      #expect(
        try temporary.rows("SELECT submitted_by, status, row_count FROM mlops.queries")
          == [[.text("vic"), .text("SUCCEEDED"), .integer(1)]])
    }
  }
}
