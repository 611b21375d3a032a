import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("A checkup")
struct CheckupTests {
  let temporary: TemporaryWarehouse
  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "raw.t")
  }

  private func findings(_ state: Finding.State? = nil) -> [Finding] {
    Checkup(temporary.warehouse).run().filter { $0.state != .ok && (state == nil || $0.state == state) }
  }

  /// Changes `mlops` without the rows that its rows refer to.
  private func withoutReferences(_ body: (Database) throws -> Void) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let file = temporary.warehouse.layout.file(of: .mlops).path
    try DatabaseQueue(path: file, configuration: configuration).write(body)
  }

  @Test("of a fresh warehouse finds every database in order, and changes nothing")
  func healthy() throws {
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let all = Checkup(temporary.warehouse).run()
    #expect(all.allSatisfy { $0.state == .ok })
    #expect(
      all.filter { $0.check == "integrity" }.map(\.subject).sorted() == [
        "databases/feature_store.sqlite", "databases/mlops.sqlite", "databases/raw.sqlite",
      ])
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("finds a database whose pages were damaged, and one that is none")
  func damage() throws {
    try temporary.execute(
      "CREATE TABLE big AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(i) AS text FROM n",
      in: "raw")
    try temporary.warehouse.emptyLog(of: DatabaseName("raw"))
    let file = try temporary.warehouse.layout.file(of: DatabaseName("raw"))
    let handle = try FileHandle(forUpdating: file)
    try handle.seek(toOffset: UInt64(try handle.seekToEnd()) - 4096)
    try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096))
    try handle.close()
    #expect(findings(.problem).contains { $0.check == "integrity" && $0.subject == "databases/raw.sqlite" })
    try Data("no database".utf8).write(to: temporary.warehouse.layout.databases.appending(path: "raw.sqlite"))
    #expect(findings(.problem).contains { $0.check == "integrity" && $0.remedy?.contains("backup") == true })
  }

  @Test("finds a database that is gone: one that every warehouse has, and one that a step made tables in")
  func missingDatabases() throws {
    try withoutReferences { db in
      try db.execute(
        sql: """
          INSERT INTO pipeline_step_artifacts (execution_id, step_name, direction, kind, name, sha256)
          VALUES ('e', 's', 'output', 'table', 'shop.train', :sha), ('e', 's', 'input', 'table', 'raw.t', :sha)
          """, arguments: ["sha": String(repeating: "0", count: 64)])
    }
    let layout = temporary.warehouse.layout
    try FileManager.default.removeItem(at: layout.file(of: .featureStore))
    let missing = findings(.problem).filter { $0.found.hasPrefix("missing") }
    #expect(missing.map(\.subject) == ["databases/feature_store.sqlite", "databases/shop.sqlite"])
  }

  @Test("where mlops is lost, says so once and asks nothing of it", arguments: [[], [DatabaseName.featureStore]])
  func missingRecords(others: [DatabaseName]) throws {
    let layout = temporary.warehouse.layout
    for name in [.mlops] + others { try FileManager.default.removeItem(at: layout.file(of: name)) }
    #expect(
      findings().map(\.subject) == (["mlops"] + others.map(\.description)).map { "databases/\($0).sqlite" })
  }

  @Test("finds tables that no command knows, and what was dropped of a schema; tables of data are anybody's")
  func schema() throws {
    try temporary.execute("CREATE TABLE feature_store.mine (id INTEGER)", in: "feature_store")
    try temporary.execute("CREATE TABLE mlops.mine (id INTEGER); DROP TRIGGER mlops.audit_log_stays", in: "mlops")
    try temporary.execute("CREATE TABLE raw.mine (id INTEGER)", in: "raw")
    let found = findings()
    #expect(found.allSatisfy { $0.check == "schema" && $0.remedy != nil })
    #expect(
      found.map { "\($0.subject) \($0.state)" } == [
        "feature_store.mine warning", "mlops.audit_log_stays problem", "mlops.mine warning",
      ])
  }

  @Test("finds predictions that were captured under one id, in one warning")
  func repeatedPredictions() throws {
    try temporary.warehouse.prepare(.dataCapture)
    for (id, times) in [("a", 3), ("b", 2), ("c", 1)] {
      for _ in 1...times {
        try temporary.execute(
          """
          INSERT INTO data_capture.predictions
            (prediction_id, endpoint_name, model_package_group_name, model_package_version, captured_at, inputs, prediction,
             latency_ms, request_id)
          VALUES ('\(id)', 'e', 'g', 1, '2026-01-01T00:00:00.000Z', '{}', 1, 1, 'r')
          """, in: "data_capture")
      }
    }
    let found = findings()
    #expect(found.map(\.state) == [.warning])
    #expect(found.first?.found == "prediction ids that were captured more than once: 2, such as a, 3 times at most")
  }

  @Test("finds objects that are missing, of another size or with other content")
  func objects() throws {
    let objects = temporary.warehouse.objects
    for name in ["gone", "short", "changed", "whole"] {
      let stored = try objects.store(Array("content".utf8), as: "p/e/\(name)")
      try temporary.execute(
        """
        INSERT OR IGNORE INTO mlops.experiments VALUES ('x', '2026-01-01T00:00:00.000Z');
        INSERT OR IGNORE INTO mlops.runs (mlflow_run_id, experiment_name, run_name, status, started_at)
        VALUES ('\(String(repeating: "a", count: 32))', 'x', 'r', 'FINISHED', '2026-01-01T00:00:00.000Z');
        INSERT INTO mlops.run_artifacts VALUES ('\(String(repeating: "a", count: 32))', '\(name)', '\(stored.key)', 7, '\(stored.sha256)')
        """, in: "mlops")
    }
    try FileManager.default.removeItem(at: objects.url(of: "p/e/gone"))
    try objects.store(Array("cut".utf8), as: "p/e/short")
    try objects.store(Array("CONTENT".utf8), as: "p/e/changed")
    let subjects = findings(.problem).map(\.subject)
    #expect(subjects.sorted() == ["objects/p/e/changed", "objects/p/e/gone", "objects/p/e/short"])
    let quick = Checkup(temporary.warehouse).run(hashesObjects: false).filter { $0.state == .problem }
    #expect(quick.map(\.subject).sorted() == ["objects/p/e/gone", "objects/p/e/short"])
  }

  @Test("finds what nobody needs: objects that no table names, files of interrupted writes")
  func orphans() throws {
    try temporary.warehouse.objects.store([1], as: "p/e/nobody")
    try temporary.warehouse.objects.store([1], as: "p/e/model.json.partial")
    try Data().write(to: temporary.warehouse.layout.root.appending(path: "standard-input-1.spool"))
    let found = findings()
    #expect(found.allSatisfy { $0.state == .warning && $0.check == "orphans" })
    #expect(
      found.map(\.subject) == ["objects/p/e/model.json.partial", "objects/p/e/nobody", "standard-input-1.spool"])
  }

  @Test("finds files among the databases that are none, and what a restoration left beside the warehouse")
  func strangers() throws {
    let layout = temporary.warehouse.layout
    for name in ["My Sales.sqlite", "notes.txt", "gone.sqlite-wal"] {
      try Data().write(to: layout.databases.appending(path: name))
    }
    try FileManager.default.createDirectory(
      at: temporary.directory.url.appending(path: ".warehouse.1.partial"), withIntermediateDirectories: false)
    try FileManager.default.createDirectory(
      at: temporary.directory.url.appending(path: "warehouse.before-restore-2026"), withIntermediateDirectories: false)
    let found = findings()
    #expect(found.allSatisfy { $0.state == .warning })
    #expect(
      found.map(\.subject) == [
        "../.warehouse.1.partial", "../warehouse.before-restore-2026", "databases/My Sales.sqlite",
        "databases/gone.sqlite-wal", "databases/notes.txt",
      ])
  }

  @Test("a group that was deleted is one warning, however many datasets were made from it")
  func deletedGroup() throws {
    try withoutReferences { db in
      for dataset in ["d1", "d2", "d3"] {
        try db.execute(
          sql: """
            INSERT INTO feature_dataset_groups (dataset_id, position, feature_group_name, features, rows_matched)
            VALUES (:id, 1, 'prices', '["price", "rain"]', 1), (:id, 2, 'rows', '[]', 1)
            """, arguments: ["id": dataset])
      }
    }
    let found = findings().filter { $0.check == "feature_datasets" }
    #expect(found.map(\.subject) == ["feature group prices"])
    #expect(found.first?.state == .warning)
    #expect(found.first?.found.hasSuffix("cannot be made again: 3") == true)
  }

  @Test("finds rows that refer to nothing, and tables of records without a group")
  func references() throws {
    try temporary.execute(
      """
      PRAGMA defer_foreign_keys = ON;
      INSERT INTO feature_store.feature_groups (feature_group_name, record_identifier_name, event_time_name, created_at)
      VALUES ('lost', 'id', 'at', '2026-01-01T00:00:00.000Z');
      CREATE TABLE feature_store.strange (id INTEGER PRIMARY KEY, api_invocation_time TEXT NOT NULL)
      """, in: "feature_store")
    let found = findings(.problem).map { "\($0.subject): \($0.found)" }
    #expect(
      found.sorted() == [
        "feature group lost: no table feature_store.lost", "feature group lost: no view feature_store.lost__latest",
        "feature_store.strange: records of no feature group",
      ])
  }

  @Test("asks the questions of a project too")
  func ownQuestions() throws {
    let project = temporary.directory.url.appending(path: "project", directoryHint: .isDirectory)
    _ = try temporary.directory.write(
      "-- Is there a row?\nSELECT 'raw.t' AS subject, 'row ' || id AS found, 'delete it' AS remedy FROM raw.t\n",
      to: "project/sql/doctor/rows.sql")
    let warehouse = try Warehouse.open(
      temporary.warehouse.layout, scripts: SQLLibrary(project: project), surroundings: FixedSurroundings.make())
    let found = Checkup(warehouse).run().filter { $0.state == .problem }
    #expect(found == [Finding("rows", "raw.t", .problem, found: "row 1", remedy: "delete it")])
  }
}
