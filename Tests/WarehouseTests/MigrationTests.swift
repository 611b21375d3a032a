import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("The schema of a warehouse")
struct MigrationTests {
  private func reopen(_ temporary: TemporaryWarehouse, scripts: SQLLibrary? = nil) throws {
    _ = try Warehouse.open(
      temporary.warehouse.layout, scripts: scripts ?? temporary.warehouse.scripts,
      surroundings: FixedSurroundings.make())
  }

  @Test("opening a warehouse a second time changes nothing")
  func twice() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "shop.sales")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    try reopen(temporary)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("a warehouse that a newer version made is refused and stays as it is")
  func newerWarehouse() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.execute("INSERT INTO mlops.grdb_migrations VALUES ('999_from_the_future.sql')", in: "mlops")
    let before = try WarehouseSnapshot(of: temporary.warehouse.layout.root)
    let error = #expect(throws: WarehouseError.self) { try reopen(temporary) }
    #expect(error?.code == "newer-warehouse")
    #expect(error?.subject.hasSuffix("mlops.sqlite") == true)
    #expect(error?.found.contains("999_from_the_future.sql") == true)
    #expect(error?.remedy?.contains("update stockroom") == true)
    #expect(try WarehouseSnapshot(of: temporary.warehouse.layout.root) == before)
  }

  @Test("a newer warehouse is refused for reading too")
  func newerWarehouseForReading() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.execute("INSERT INTO mlops.grdb_migrations VALUES ('999_from_the_future.sql')", in: "mlops")
    let error = #expect(throws: WarehouseError.self) {
      _ = try Warehouse.existing(
        temporary.warehouse.layout, scripts: temporary.warehouse.scripts, surroundings: FixedSurroundings.make())
    }
    #expect(error?.code == "newer-warehouse")
  }

  @Test("a migration that was added since runs at the next opening, and data stays")
  func addedMigration() throws {
    let temporary = try TemporaryWarehouse()
    try temporary.load("id\n1\n", into: "shop.sales")
    try temporary.directory.write("CREATE TABLE notes (text TEXT) STRICT;", to: "project/sql/schema/raw/900_notes.sql")
    let project = SQLLibrary(project: temporary.directory.url.appending(path: "project"))
    try reopen(temporary, scripts: project)
    #expect(try temporary.rows("SELECT count(*) FROM shop.notes") == [[.integer(0)]])
    #expect(try temporary.rows("SELECT id FROM shop.sales") == [[.integer(1)]])
  }

  @Test("a database whose maker was killed in the middle is finished at the next opening, for reading too")
  func killedMaker() throws {
    let temporary = try TemporaryWarehouse()
    let file = temporary.directory.url.appending(path: "half.sqlite")
    let place = temporary.warehouse.layout.root.appending(path: "databases/shop.sqlite")
    try DatabaseQueue(path: file.path).writeWithoutTransaction { db in
      try db.execute(sql: "CREATE TABLE half (text TEXT); PRAGMA cache_size = 1; BEGIN")
      for _ in 0..<100 { try db.execute(sql: "INSERT INTO half VALUES (hex(zeroblob(1000)))") }
      // So the files stand when the process ends now: pages are written, and the journal that takes them back.
      try FileManager.default.copyItem(at: file, to: place)
      try FileManager.default.copyItem(atPath: file.path + "-journal", toPath: place.path + "-journal")
      try db.execute(sql: "ROLLBACK")
    }
    _ = try Warehouse.existing(
      temporary.warehouse.layout, scripts: temporary.warehouse.scripts, surroundings: FixedSurroundings.make())
    #expect(!FileManager.default.fileExists(atPath: place.path + "-journal"))
    #expect(try temporary.rows("SELECT count(*) FROM shop.half") == [[.integer(0)]])
    try temporary.load("id\n1\n", into: "shop.sales")
    #expect(try temporary.rows("SELECT id FROM shop.sales") == [[.integer(1)]])
  }

  @Test("a warehouse below a file cannot be made, and the path is named")
  func unusablePath() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("", to: "file")
    let error = #expect(throws: WarehouseError.self) {
      _ = try Warehouse.open(
        WarehouseLayout(root: URL(filePath: file + "/warehouse")), scripts: SQLLibrary(project: nil),
        surroundings: FixedSurroundings.make())
    }
    #expect(error?.code == "read-only")
    #expect(error?.subject.hasSuffix("file/warehouse") == true)
    #expect(error?.remedy?.contains("--warehouse") == true)
  }

  @Test("reading where there is no warehouse says how to make one, and makes none")
  func noWarehouse() throws {
    let directory = try TemporaryDirectory()
    let layout = WarehouseLayout(root: directory.url.appending(path: "nothing"))
    let error = #expect(throws: WarehouseError.self) {
      _ = try Warehouse.existing(layout, scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make())
    }
    #expect(error?.code == "no-warehouse")
    #expect(!FileManager.default.fileExists(atPath: layout.root.path))
  }

  @Test("several processes that open a new warehouse at once all find it whole")
  func openedAtOnce() async throws {
    let directory = try TemporaryDirectory()
    let layout = WarehouseLayout(root: directory.url.appending(path: "warehouse"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in 1...8 {
        group.addTask {
          _ = try Warehouse.open(
            layout, scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make(seed: UInt64(seed)))
        }
      }
      try await group.waitForAll()
    }
    #expect(layout.existingDatabases() == [.featureStore, .mlops])
    #expect(FileManager.default.fileExists(atPath: layout.attachScript.path))
  }
}
