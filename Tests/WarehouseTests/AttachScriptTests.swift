import Fixtures
import Foundation
import Testing
import Warehouse

@Suite("attach.sql", .enabled(if: ProgramRun.isInstalled("sqlite3"), "the sqlite3 shell is not installed"))
struct AttachScriptTests {
  private func warehouse(in directory: TemporaryDirectory, named name: String) throws -> Warehouse {
    let warehouse = try Warehouse.open(
      WarehouseLayout(root: directory.url.appending(path: name, directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make())
    let file = try directory.write("id,name\n1,ann\n", to: "data.csv")
    try CSVIngestion(warehouse).load(IngestSource(path: file), into: TableName(parsing: "shop.sales"))
    return warehouse
  }

  private func shell(_ warehouse: Warehouse, _ sql: String) throws -> ProgramRun {
    try ProgramRun("sqlite3", ["-batch", "-init", warehouse.layout.attachScript.path, ":memory:", sql])
  }

  @Test(
    "gives plain sqlite3 the same names, wherever the warehouse is",
    arguments: ["warehouse", "with space", "it's \"quoted\"", "50% off?", "a#b;c", "ร้านค้า ä", "-dash"])
  func plainShell(name: String) throws {
    let directory = try TemporaryDirectory()
    let run = try shell(
      try warehouse(in: directory, named: name),
      "SELECT name, (SELECT count(*) FROM mlops.runs), (SELECT count(*) FROM feature_store.feature_groups) FROM shop.sales"
    )
    #expect(run.output == "ann|0|0\n")
    #expect(run.status == 0)
  }

  @Test("lets plain sqlite3 read and not write")
  func readOnly() throws {
    let directory = try TemporaryDirectory()
    let run = try shell(try warehouse(in: directory, named: "warehouse"), "DELETE FROM shop.sales")
    #expect(run.status != 0)
    #expect(run.errors.contains("readonly"))
  }

  @Test("knows a database as soon as its first table is loaded")
  func newDatabase() throws {
    let directory = try TemporaryDirectory()
    let warehouse = try warehouse(in: directory, named: "warehouse")
    let file = try directory.write("id\n7\n", to: "more.csv")
    try CSVIngestion(warehouse).load(IngestSource(path: file), into: TableName(parsing: "annex.sales"))
    #expect(try shell(warehouse, "SELECT id FROM annex.sales").output == "7\n")
  }

  @Test("follows a warehouse that was moved, from the next command that opens it on")
  func movedWarehouse() throws {
    let directory = try TemporaryDirectory()
    let old = try warehouse(in: directory, named: "old").layout
    let new = WarehouseLayout(root: directory.url.appending(path: "new", directoryHint: .isDirectory))
    try FileManager.default.moveItem(at: old.root, to: new.root)
    let moved = try Warehouse.open(new, scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make())
    #expect(try shell(moved, "SELECT name FROM shop.sales").output == "ann\n")
  }

  @Test("every monitoring statement means the same in the shell and in a query")
  func sameAnswer() throws {
    let directory = try TemporaryDirectory()
    let warehouse = try warehouse(in: directory, named: "warehouse")
    let sql = "SELECT name FROM feature_store.sqlite_schema WHERE type = 'table' ORDER BY 1"
    let rows = try QuerySession(warehouse, for: sql).prepare(sql).allRows()
    let lines = rows.map { row in
      guard case .text(let text) = row[0] else { return "" }
      return text
    }
    #expect(try shell(warehouse, sql).output.split(separator: "\n").map(String.init) == lines)
  }
}
