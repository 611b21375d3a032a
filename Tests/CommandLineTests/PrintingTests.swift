import Fixtures
import Foundation
import Testing

@Suite("What is printed")
struct PrintingTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.write("id,name,price\n1,\"a \"\"b\"\", c\",0.5\n20,,-1\n3,\"\",2\n", to: "x.csv")
    #expect(try stockroom("ingest", "x.csv", "--table", "shop.sales").status == 0)
  }

  private func query(_ format: String) throws -> String {
    let run = try stockroom("query", "SELECT * FROM shop.sales", "--format", format)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    return run.output
  }

  @Test("csv keeps NULL and empty text apart and quotes what must be quoted")
  func csv() throws {
    #expect(try query("csv") == "id,name,price\n1,\"a \"\"b\"\", c\",0.5\n20,,-1.0\n3,\"\",2.0\n")
  }

  @Test("json is an array of objects with typed values")
  func json() throws {
    let rows = try JSONSerialization.jsonObject(with: Data(query("json").utf8)) as? [[String: Any]]
    #expect(rows?.count == 3)
    #expect(rows?[0]["name"] as? String == "a \"b\", c")
    #expect(rows?[1]["name"] is NSNull)
    #expect(rows?[1]["id"] as? Int == 20)
    #expect(rows?[0]["price"] as? Double == 0.5)
  }

  @Test("markdown is a table with numbers to the right")
  func markdown() throws {
    let lines = try query("markdown").split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0] == "|  id | name     | price |")
    #expect(lines[1] == "| --: | -------- | ----: |")
    #expect(lines[3] == "|  20 |          |  -1.0 |")
  }

  @Test("table is aligned, and the default")
  func table() throws {
    #expect(
      try query("table") == """
        id  name      price
        ──  ────────  ─────
         1  a "b", c    0.5
        20             -1.0
         3              2.0

        """)
    #expect(try stockroom("query", "SELECT * FROM shop.sales").output == query("table"))
  }

  @Test("an empty result still has its header", arguments: ["csv", "json", "markdown", "table"])
  func noRows(format: String) throws {
    let run = try stockroom("query", "SELECT id, name FROM shop.sales WHERE 0", "--format", format)
    #expect(run.status == 0)
    #expect(format == "json" ? run.output == "[]\n" : run.output.contains("id") && run.output.contains("name"))
  }

  @Test(
    "all lists take --format",
    arguments: [
      ["tables"], ["describe", "shop.sales"], ["features", "list"], ["runs", "list"], ["model", "list"],
      ["pipeline", "list"], ["pipeline", "executions"], ["query", "--list"],
    ])
  func lists(arguments: [String]) throws {
    for format in ["csv", "json", "markdown", "table"] {
      let run = try stockroom.run(arguments + ["--format", format])
      #expect(run.status == 0, "\(run.errors)")
      #expect(!run.output.isEmpty)
      if format == "json" { #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [Any]) }
    }
  }

  @Test("results go to standard output and messages to standard error, without colour or progress where no terminal is")
  func noTerminal() throws {
    try stockroom.write("id\n7\n", to: "y.csv")
    let run = try stockroom("ingest", "y.csv", "--table", "shop.more")
    #expect(run.output == "1 rows loaded into shop.more, a new table of 1 columns\n")
    #expect(run.errors == "y.csv: 1 rows\n")
    #expect(!(run.output + run.errors).contains("\u{1B}"))
  }

  @Test(
    "NO_COLOR keeps a terminal free of control sequences",
    .enabled(if: ProgramRun.isInstalled("script"), "script(1) is not installed"))
  func noColor() throws {
    let csv = "id\n" + (0..<200_000).map { "\($0)\n" }.joined()
    try stockroom.write(csv, to: "long.csv")
    let program = try #require(Program.executable)
    let run = try ProgramRun(
      "script",
      [
        "-qec", "'\(program)' ingest long.csv --table shop.long --warehouse '\(stockroom.warehouse.path)'", "/dev/null",
      ],
      environment: ["NO_COLOR": "1"], in: stockroom.directory.url)
    #expect(run.output.contains("200000 rows loaded"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test("a file that was loaded before is said to be passed over, and that is no error")
  func loadedBefore() throws {
    let run = try stockroom("ingest", "x.csv", "--table", "shop.sales")
    #expect(run.status == 0)
    #expect(run.output == "0 rows loaded into shop.sales\n")
    #expect(run.errors.contains("x.csv: the same content was loaded at 20"))
  }

  @Test("standard input is loaded as a file is")
  func standardInput() throws {
    let run = try stockroom("ingest", "-", "--table", "shop.piped", input: "id,code\n1,007\n")
    #expect(run.status == 0)
    #expect(run.errors.contains("column code is TEXT"))
    #expect(try stockroom("query", "SELECT code FROM shop.piped", "--format", "csv").output == "code\n007\n")
    let files = try FileManager.default.contentsOfDirectory(atPath: stockroom.warehouse.path)
    #expect(files.sorted() == ["attach.sql", "databases", "locks", "objects"])
  }

  @Test("a query may come from standard input or a file, with bound parameters")
  func querySources() throws {
    let sql = "SELECT id FROM shop.sales WHERE id >= :least ORDER BY id"
    try stockroom.write(sql, to: "q.sql")
    let expected = "id\n3\n20\n"
    #expect(try stockroom("query", sql, "--param", "least=2", "--format", "csv").output == expected)
    #expect(try stockroom("query", "--file", "q.sql", "--param", "least=2", "--format", "csv").output == expected)
    #expect(try stockroom("query", "-", "--param", "least=2", "--format", "csv", input: sql).output == expected)
  }

  @Test("what was asked is in the history")
  func history() throws {
    _ = try stockroom("query", "SELECT :x", "--param", "x=5")
    _ = try stockroom("query", "SELECT nope")
    let run = try stockroom("query", "SELECT sql, status FROM mlops.queries ORDER BY started_at", "--format", "csv")
    #expect(run.output == "sql,status\nSELECT :x,SUCCEEDED\nSELECT nope,FAILED\n")
  }
}
