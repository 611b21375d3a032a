import Fixtures
import Foundation
import GRDB
import Testing
import Warehouse

@Suite("Backup and restoration")
struct BackupTests {
  let temporary: TemporaryWarehouse
  var backup: URL { temporary.directory.url.appending(path: "backup", directoryHint: .isDirectory) }
  var root: URL { temporary.warehouse.layout.root }

  init() throws {
    temporary = try TemporaryWarehouse()
    try temporary.load("id,name\n1,a\n2,b\n", into: "raw.t")
    try temporary.warehouse.objects.store(Array("model".utf8), as: "p/e/model.json")
    try temporary.warehouse.objects.store([], as: "p/e/half.json.partial")
  }

  private func restoration(to path: String = "warehouse") -> Restoration {
    Restoration(
      backup, to: WarehouseLayout(root: temporary.directory.url.appending(path: path, directoryHint: .isDirectory)),
      surroundings: FixedSurroundings.make(seed: 9))
  }

  private func snapshot(_ path: String) throws -> WarehouseSnapshot {
    try WarehouseSnapshot(of: temporary.directory.url.appending(path: path))
  }

  @Test("give back every table and object, and what was written after the backup is aside")
  func roundTrip() throws {
    try FileManager.default.removeItem(at: temporary.warehouse.objects.url(of: "p/e/half.json.partial"))
    let before = try snapshot("warehouse")
    let done = try temporary.warehouse.backup(to: backup)
    #expect("\(done.databases) \(done.objects)" == "3 1")
    _ = try restoration(to: "other").run(replaces: false)
    do {
      let other = try other()
      try other.write(DatabaseName("raw")) { try $0.execute(sql: "DELETE FROM raw.t") }
      try other.objects.store(Array("other".utf8), as: "p/e/model.json")
    }
    let report = try restoration(to: "other").run(replaces: true)
    // The script of names bears the path of the warehouse and is made at the next opening.
    #expect(try snapshot("other").differences(from: before) == ["attach.sql"])
    #expect(try other().objects.bytes(of: "p/e/model.json") == Array("model".utf8))
    let aside = try #require(report.replaced)
    #expect(try WarehouseSnapshot(of: aside).tables["raw.t"] == [])
    let names = try FileManager.default.contentsOfDirectory(atPath: temporary.directory.url.path)
    #expect(!names.contains { $0.hasSuffix(".partial") })
  }

  private func other() throws -> Warehouse {
    try Warehouse.existing(
      WarehouseLayout(root: temporary.directory.url.appending(path: "other", directoryHint: .isDirectory)),
      scripts: SQLLibrary(project: nil), surroundings: FixedSurroundings.make())
  }

  @Test("a backup sees what is committed while others write, and leaves what was interrupted behind")
  func inUse() throws {
    try temporary.warehouse.write(DatabaseName("raw")) { db in
      try db.execute(sql: "DELETE FROM raw.t")
      _ = try temporary.warehouse.backup(to: backup)
    }
    _ = try restoration(to: "copy").run(replaces: false)
    #expect(try snapshot("copy").tables["raw.t"]?.count == 2)
    #expect(try snapshot("copy").files.keys.sorted() == ["objects/p/e/model.json"])
  }

  private func access(_ path: String) throws -> Int {
    let file = temporary.directory.url.appending(path: path).path
    return try #require(FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int)
  }

  @Test("only the owner can read a backup; what is restored is as open as the warehouse that it replaces")
  func access() throws {
    _ = try temporary.warehouse.backup(to: backup)
    for path in ["backup", "backup/databases", "backup/objects/p/e"] { #expect(try access(path) == 0o700) }
    for path in ["backup/backup.json", "backup/databases/mlops.sqlite", "backup/objects/p/e/model.json"] {
      #expect(try access(path) == 0o600)
    }
    _ = try restoration(to: "other").run(replaces: false)
    let other = temporary.directory.url.appending(path: "other").path
    try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: other)
    _ = try restoration(to: "other").run(replaces: true)
    for path in ["other", "other/databases", "other/objects/p/e"] { #expect(try access(path) == 0o770) }
    for path in ["other/databases/mlops.sqlite", "other/objects/p/e/model.json"] { #expect(try access(path) == 0o660) }
  }

  @Test("a damaged database is not backed up as if it were whole")
  func damagedDatabase() throws {
    try temporary.execute(
      "CREATE TABLE big AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(i) AS text FROM n",
      in: "raw")
    try temporary.warehouse.emptyLog(of: DatabaseName("raw"))
    let handle = try FileHandle(forUpdating: temporary.warehouse.layout.file(of: DatabaseName("raw")))
    try handle.seek(toOffset: UInt64(try handle.seekToEnd()) - 4096)
    try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096))
    try handle.close()
    let error = #expect(throws: WarehouseError.self) { try temporary.warehouse.backup(to: backup) }
    #expect(error?.code == "damaged")
    #expect(!FileManager.default.fileExists(atPath: backup.path))
  }

  @Test("objects on another disk, behind a link, are backed up too")
  func linkedFolder() throws {
    let far = temporary.directory.url.appending(path: "far")
    try FileManager.default.moveItem(at: temporary.warehouse.layout.objects, to: far)
    try FileManager.default.createSymbolicLink(
      atPath: temporary.warehouse.layout.root.appending(path: "objects").path, withDestinationPath: far.path)
    #expect(try temporary.warehouse.backup(to: backup).objects == 1)
    _ = try restoration(to: "other").run(replaces: false)
    #expect(try other().objects.bytes(of: "p/e/model.json") == Array("model".utf8))
  }

  @Test("a link among the objects is backed up as what it leads to")
  func linkedObject() throws {
    let far = try temporary.directory.write("far away", to: "far.txt")
    let link = try temporary.warehouse.objects.url(of: "p/e/link.txt")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: far)
    _ = try temporary.warehouse.backup(to: backup)
    try FileManager.default.removeItem(atPath: far)
    _ = try restoration(to: "other").run(replaces: false)
    #expect(try other().objects.bytes(of: "p/e/link.txt") == Array("far away".utf8))
  }

  @Test("a directory that is no warehouse does not give way")
  func noWarehouse() throws {
    _ = try temporary.warehouse.backup(to: backup)
    _ = try temporary.directory.write("letters", to: "home/letters.txt")
    let error = #expect(throws: WarehouseError.self) { try restoration(to: "home").run(replaces: true) }
    #expect(error?.code == "existing-directory")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.directory.url.path).contains("home"))
    let inFile = #expect(throws: WarehouseError.self) { try restoration(to: "home/letters.txt").run(replaces: true) }
    #expect(inFile?.found == "Not a directory")
  }

  @Test("a directory that exists is not written over")
  func existing() throws {
    _ = try temporary.warehouse.backup(to: backup)
    let error = #expect(throws: WarehouseError.self) { try temporary.warehouse.backup(to: backup) }
    #expect(error?.code == "existing-directory")
  }

  @Test("a warehouse that is there stays without --replace, and while somebody has it open")
  func occupied() throws {
    _ = try temporary.warehouse.backup(to: backup)
    let before = try snapshot("warehouse")
    let refused = #expect(throws: WarehouseError.self) { try restoration().run(replaces: false) }
    #expect(refused?.code == "existing-warehouse")
    let busy = #expect(throws: WarehouseError.self) { try restoration().run(replaces: true) }
    #expect(busy?.code == "busy")
    #expect(try snapshot("warehouse") == before)
  }

  @Test("behind a link to the warehouse, the directory it leads to is replaced")
  func link() throws {
    _ = try temporary.warehouse.backup(to: backup)
    _ = try restoration(to: "other").run(replaces: false)
    let link = temporary.directory.url.appending(path: "link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: temporary.directory.url.appending(path: "other"))
    let report = try restoration(to: "link").run(replaces: true)
    #expect(report.replaced?.lastPathComponent.hasPrefix("other.before-restore-") == true)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path).hasSuffix("other"))
    #expect(try snapshot("other").tables["raw.t"]?.count == 2)
  }

  @Test("neither lies in the other: no backup within the warehouse, and none is restored over itself")
  func nested() throws {
    for path in ["backups/today", "objects/b", "../warehouse/b"] {
      let error = #expect(throws: WarehouseError.self) {
        try temporary.warehouse.backup(to: root.appending(path: path, directoryHint: .isDirectory))
      }
      #expect(error?.code == "backup-inside")
    }
    _ = try temporary.warehouse.backup(to: backup)
    let error = #expect(throws: WarehouseError.self) { try restoration(to: "backup/w").run(replaces: false) }
    #expect(error?.code == "backup-inside")
  }

  @Test(
    "a damaged or incomplete backup is refused with the file, and nothing is restored",
    arguments: ["change", "remove", "manifest", "escape"])
  func damaged(how: String) throws {
    _ = try temporary.warehouse.backup(to: backup)
    let object = backup.appending(path: "objects/p/e/model.json")
    let manifest = backup.appending(path: "backup.json")
    switch how {
    case "change": try Data("modeL".utf8).write(to: object)
    case "remove": try FileManager.default.removeItem(at: object)
    case "manifest": try FileManager.default.removeItem(at: manifest)
    default:
      let text = try String(contentsOf: manifest, encoding: .utf8)
      try text.replacing("objects/p/e/model.json", with: "objects/../../model.json").write(
        to: manifest, atomically: true, encoding: .utf8)
    }
    #expect(throws: WarehouseError.self) { try restoration(to: "copy").run(replaces: false) }
    #expect(!FileManager.default.fileExists(atPath: temporary.directory.url.appending(path: "copy").path))
  }
}
