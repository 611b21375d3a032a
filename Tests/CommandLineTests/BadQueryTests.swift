import Fixtures
import Foundation
import Testing

@Suite("query: what cannot be answered is told, and nothing is written")
struct BadQueryTests {
  let stockroom: Program

  init() throws {
    stockroom = try Program()
    try stockroom.write("id,name\n1,a\n", to: "x.csv")
    #expect(try stockroom("ingest", "x.csv", "--table", "shop.sales").status == 0)
  }

  @Test("a syntax error is shown with its place")
  func syntaxError() throws {
    let message = try stockroom.failing("query", "SELECT id\nFRM shop.sales")
    #expect(message.contains("query, line 2, column"))
    #expect(message.contains("\n  FRM shop.sales\n"))
    #expect(message.split(separator: "\n").contains { $0.allSatisfy { $0 == " " || $0 == "^" } && $0.contains("^") })
  }

  @Test("in a file, the file is named")
  func syntaxErrorInFile() throws {
    try stockroom.write("-- Which?\nSELECT nope\nFROM shop.sales\n", to: "q.sql")
    #expect(try stockroom.failing("query", "--file", "q.sql").contains("q.sql, line 2, column 8"))
  }

  @Test("a file that is not there")
  func missingFile() throws {
    #expect(try stockroom.failing("query", "--file", "none.sql").contains("none.sql"))
  }

  @Test(
    "statements that write",
    arguments: [
      "DELETE FROM shop.sales", "DROP TABLE shop.sales", "ATTACH 'x' AS y", "SELECT 1; DELETE FROM shop.sales",
    ])
  func writing(sql: String) throws {
    let message = try stockroom.failing("query", sql)
    #expect(message.contains("queries cannot write") || message.contains("one statement"))
    #expect(message.contains("remedy"))
  }

  @Test("a parameter without a value, or a value without its parameter, is wrong usage")
  func parameters() throws {
    #expect(try stockroom.failing("query", "SELECT :days", status: 2).contains("--param days=VALUE"))
    #expect(try stockroom.failing("query", "SELECT 1", "--param", "days=1", status: 2).contains("\"days\""))
  }

  @Test("an unknown name lists those that exist")
  func unknownName() throws {
    #expect(try stockroom.failing("query", "--name", "nothing").contains("metric_trend"))
  }

  @Test("a table that does not exist")
  func missingTable() throws {
    #expect(try stockroom.failing("query", "SELECT * FROM shop.missing").contains("stockroom tables"))
    #expect(try stockroom.failing("describe", "shop.missing").contains("shop.sales"))
  }

  @Test(
    "output that cannot be written is an error, not a short answer",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has no /dev/full"),
    arguments: ["csv", "json", "markdown", "table"])
  func fullDisk(format: String) throws {
    let program = try #require(Program.executable)
    let command = "'\(program)' query 'SELECT * FROM shop.sales' --format \(format) > /dev/full"
    let run = try ProgramRun("sh", ["-c", command], environment: ["STOCKROOM_WAREHOUSE": stockroom.warehouse.path])
    #expect(run.status == 1)
    #expect(run.errors.contains("standard output"))
  }

  @Test("a database that does not exist is named, with those that do")
  func missingDatabase() throws {
    let message = try stockroom.failing("tables", "nowhere")
    #expect(message.contains("database nowhere") && message.contains("feature_store, mlops, shop"), "\(message)")
  }

  @Test(
    "things that do not exist are named, with where to look",
    arguments: [
      ["features", "describe", "none"], ["features", "head", "none"], ["runs", "show", "none"],
      ["model", "show", "None"],
      ["pipeline", "show", "none"], ["pipeline", "steps", "none"],
    ])
  func unknownThings(arguments: [String]) throws {
    let run = try stockroom.run(arguments)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.lowercased().contains("none") && run.errors.contains("remedy"), "\(run.errors)")
  }

  @Test(
    "no command that reads makes a warehouse where there is none",
    arguments: [
      ["tables"], ["query", "SELECT 1"], ["features", "list"], ["runs", "list"], ["model", "list"],
      ["pipeline", "executions"],
      ["describe", "a.b"], ["export", "dashboard", "--to", "out"],
    ])
  func noWarehouse(arguments: [String]) throws {
    let other = try Program()
    let run = try other.run(arguments)
    #expect(run.status == 1)
    #expect(run.errors.contains("stockroom ingest FILE --table db.table"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: other.warehouse.path))
    #expect(!FileManager.default.fileExists(atPath: other.directory.url.appending(path: "out").path))
  }
}
