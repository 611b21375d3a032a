import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("Published copies")
struct PublicationTests {
  let temporary: TemporaryWarehouse
  var target: URL { temporary.directory.url.appending(path: "published", directoryHint: .isDirectory) }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,a\n2,b\n", into: "raw.t")
  }

  private func rows(_ file: String, _ sql: String) throws -> [Row] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: target.appending(path: file).path, configuration: configuration).read {
      try Row.fetchAll($0, sql: sql)
    }
  }

  @Test("hold every table, have no write-ahead log and are whole")
  func content() throws {
    let files = try temporary.warehouse.publish(to: target)
    #expect(Set(files.map(\.name)) == ["mlops.sqlite", "feature_store.sqlite", "raw.sqlite"])
    #expect(
      try rows("raw.sqlite", "SELECT * FROM t ORDER BY id").map(\.description) == [
        "[id:1 name:\"a\"]", "[id:2 name:\"b\"]",
      ])
    for file in files {
      #expect(try rows(file.name, "PRAGMA integrity_check")[0][0] == "ok")
      let bytes = [UInt8](try Data(contentsOf: target.appending(path: file.name)).prefix(20))
      // The header's format versions: 1 is a rollback journal, 2 a write-ahead log.
      #expect(bytes[18...19] == [1, 1])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).count == 3)
  }

  @Test("replace their older selves, also while the warehouse is being written to")
  func again() throws {
    _ = try temporary.warehouse.publish(to: target)
    try temporary.warehouse.write(DatabaseName("raw")) { db in
      try db.execute(sql: "INSERT INTO raw.t VALUES (3, 'not committed')")
      _ = try temporary.warehouse.publish(to: target)
      #expect(try rows("raw.sqlite", "SELECT count(*) FROM t")[0][0] == 2)
    }
    _ = try temporary.warehouse.publish(to: target)
    #expect(try rows("raw.sqlite", "SELECT count(*) FROM t")[0][0] == 3)
  }

  @Test("cannot go into the warehouse, or where nothing can be written")
  func refused() throws {
    let inside = #expect(throws: WarehouseError.self) {
      try temporary.warehouse.publish(to: temporary.warehouse.layout.databases)
    }
    #expect(inside?.code == "publish-inside")
    let file = try temporary.directory.write("x", to: "file")
    #expect(throws: WarehouseError.self) { try temporary.warehouse.publish(to: URL(filePath: file)) }
  }

  @Test("open in Python's sqlite3 from a directory that cannot be written to")
  func python() throws {
    guard ProgramRun.isInstalled("python3") else { return print("skipped: there is no python3") }
    _ = try temporary.warehouse.publish(to: target)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: target.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: target.path) }
    let run = try ProgramRun(
      "python3",
      [
        "-c",
        "import sqlite3, sys; print(sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True).execute('select sum(id) from t').fetchone())",
        target.appending(path: "raw.sqlite").path,
      ])
    #expect(run.output == "(3,)\n")
  }
}
