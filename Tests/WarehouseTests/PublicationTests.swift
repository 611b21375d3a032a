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

  @Test("hold nothing that lets people in or tells where messages go, in no page of any file")
  func withheld() throws {
    let time = "2026-01-01T00:00:00.000Z"
    let secret = String(repeating: "5ecret", count: 10) + "hash"
    try temporary.execute(
      """
      INSERT INTO mlops.users (user_name, role, created_at, created_by) VALUES ('malee-login', 'admin', '\(time)', 'x');
      INSERT INTO mlops.api_tokens (token_id, user_name, token_sha256, created_at)
      VALUES ('t', 'malee-login', '\(secret)', '\(time)');
      INSERT INTO mlops.page_sessions VALUES ('\(secret)', 't', '\(time)', '\(time)');
      INSERT INTO mlops.audit_log (at, actor, action, subject, outcome)
      VALUES ('\(time)', 'malee-login', 'look', 'all', 'denied');
      INSERT INTO mlops.topics (topic_name, created_by) VALUES ('approvals', 'x');
      INSERT INTO mlops.topic_subscriptions (subscription_id, topic_name, protocol, endpoint, created_by)
      VALUES ('s', 'approvals', 'webhook', 'https://hooks.example/T0/5ecret', 'x');
      INSERT INTO mlops.experiments VALUES ('stays', '\(time)')
      """, in: "mlops")
    _ = try temporary.warehouse.publish(to: target)
    for table in ["users", "api_tokens", "page_sessions", "audit_log", "topic_subscriptions"] {
      #expect(try rows("mlops.sqlite", "SELECT * FROM \(table)").isEmpty)
    }
    #expect(
      try rows("mlops.sqlite", "SELECT experiment_name FROM experiments WHERE experiment_name = 'stays'").count == 1)
    #expect(try rows("mlops.sqlite", "SELECT name FROM sqlite_schema WHERE name LIKE 'audit_log_%'").count == 3)
    #expect(try rows("mlops.sqlite", "PRAGMA integrity_check")[0][0] == "ok")
    let file = target.appending(path: "mlops.sqlite").path
    #expect(ByteSearch.file(file, contains: "stays"))
    for text in ["5ecret", "malee-login"] { #expect(!ByteSearch.file(file, contains: text)) }
    #expect(try temporary.rows("SELECT count(*) FROM mlops.api_tokens") == [[.integer(1)]])
    let left = try FileManager.default.contentsOfDirectory(atPath: temporary.warehouse.layout.root.path)
    #expect(!left.contains { $0.hasSuffix(".partial") })
  }

  @Test("replace only what publish wrote: the databases of another warehouse and other files stay", arguments: [0, 1])
  func foreign(kind: Int) throws {
    let file = target.appending(path: "raw.sqlite")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
    if kind == 0 {
      try FileManager.default.copyItem(at: temporary.warehouse.layout.file(of: DatabaseName("raw")), to: file)
    } else {
      try Data("letters".utf8).write(to: file)
    }
    let before = try Data(contentsOf: file)
    let error = #expect(throws: WarehouseError.self) { try temporary.warehouse.publish(to: target) }
    #expect(error?.code == "existing-file")
    #expect(try Data(contentsOf: file) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["raw.sqlite"])
  }

  @Test("tell nothing of withheld tables in the statistics of ANALYZE")
  func statistics() throws {
    try temporary.execute(
      """
      INSERT INTO mlops.users (user_name, role, created_at, created_by)
      VALUES ('malee', 'admin', '2026-01-01T00:00:00.000Z', 'x');
      ANALYZE mlops
      """, in: "mlops")
    #expect(try temporary.rows("SELECT count(*) FROM mlops.sqlite_stat1 WHERE tbl = 'users'") == [[.integer(1)]])
    _ = try temporary.warehouse.publish(to: target)
    #expect(try rows("mlops.sqlite", "SELECT * FROM sqlite_stat1 WHERE tbl = 'users'").isEmpty)
    #expect(try !rows("mlops.sqlite", "SELECT * FROM sqlite_stat1").isEmpty)
  }

  @Test("are whole where several publications go into one directory at once")
  func atOnce() async throws {
    try await withThrowingTaskGroup { group in
      for _ in 1...4 { group.addTask { _ = try temporary.warehouse.publish(to: target) } }
      try await group.waitForAll()
    }
    #expect(try rows("raw.sqlite", "PRAGMA integrity_check")[0][0] == "ok")
    #expect(try rows("mlops.sqlite", "PRAGMA integrity_check")[0][0] == "ok")
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).count == 3)
  }

  @Test("a project says itself which tables are published empty")
  func ownChoice() throws {
    _ = try temporary.directory.write(
      "-- Which?\nSELECT 'raw', 't' UNION ALL SELECT 'raw', 'not there'\n",
      to: "project/sql/operations/unpublished_tables.sql")
    let project = temporary.directory.url.appending(path: "project", directoryHint: .isDirectory)
    let warehouse = try Warehouse.open(
      temporary.warehouse.layout, scripts: SQLLibrary(project: project), surroundings: FixedSurroundings.make())
    _ = try warehouse.publish(to: target)
    #expect(try rows("raw.sqlite", "SELECT * FROM t").isEmpty)
  }

  @Test("cannot go into the warehouse, or where nothing can be written")
  func refused() throws {
    let inside = #expect(throws: WarehouseError.self) {
      try temporary.warehouse.publish(to: temporary.warehouse.layout.databases)
    }
    #expect(inside?.code == "publish-inside")
    let link = temporary.directory.url.appending(path: "link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: temporary.warehouse.layout.root)
    for path in ["link", "link/objects/new/folder", "other/../warehouse"] {
      let hidden = #expect(throws: WarehouseError.self) {
        try temporary.warehouse.publish(to: temporary.directory.url.appending(path: path, directoryHint: .isDirectory))
      }
      #expect(hidden?.code == "publish-inside")
    }
    for path in [".", "..", "/"] {
      let around = #expect(throws: WarehouseError.self) {
        try temporary.warehouse.publish(
          to: URL(filePath: path, directoryHint: .isDirectory, relativeTo: temporary.directory.url))
      }
      #expect(around?.code == "publish-inside")
      #expect(around?.found.hasPrefix("one that holds") == true)
    }
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
