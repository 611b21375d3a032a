public import Foundation
import GRDB

extension Warehouse {
  /// A file that was published.
  public struct PublishedFile: Sendable, Equatable {
    /// `NAME.sqlite`.
    public let name: String
    /// Its size in bytes.
    public let byteCount: Int
    /// The tables and views in it.
    public let tableCount: Int
  }

  /// Writes a compact copy of every database into a directory: without a write-ahead log, so that any reader opens it, also
  /// from a read-only disk. Each copy replaces its older self in one step. Writers are not kept waiting; of two publications
  /// into one directory the second waits for the first.
  ///
  /// The tables that `sql/operations/unpublished_tables.sql` names are empty in the copies. `mlops` is copied first: what it
  /// says was done is in the other copies.
  /// - Throws: ``WarehouseError`` where the directory cannot be written to, is inside the warehouse or has it inside, or holds
  ///   a file of the same name that is no published copy, such as a database of another warehouse.
  public func publish(to directory: URL) throws -> [PublishedFile] {
    try refuseOverlap(directory, "publish-inside")
    let withheld = try withheldTables()
    try Self.make(directory)
    let turn = DirectoryTurn(waitingFor: directory)
    defer { withExtendedLifetime(turn) {} }
    let names = layout.existingDatabases().sorted { ($0 == .mlops ? 0 : 1, $0) < ($1 == .mlops ? 0 : 1, $1) }
    for name in names { try Self.refuseForeign(directory.appending(path: "\(name).sqlite")) }
    return try names.map { name in
      let file = directory.appending(path: "\(name).sqlite")
      let partial = directory.appending(path: "\(name).sqlite.partial")
      try? FileManager.default.removeItem(at: partial)
      // SQLite fills an empty file; where there can be none, it is not the warehouse's fault.
      guard FileManager.default.createFile(atPath: partial.path, contents: nil) else {
        throw Self.unwritable(directory, String(cString: strerror(errno)))
      }
      do {
        if let tables = withheld[name] {
          try copy(name, without: tables, into: partial)
        } else {
          try Self.explainingFullDisk(of: directory) { try copy(name, compactInto: partial) }
        }
        try Self.synchronize(partial)
        // A log of an older copy must not be taken for this one's.
        for suffix in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        guard rename(partial.path, file.path) == 0 else {
          throw Self.unwritable(directory, String(cString: strerror(errno)))
        }
      } catch {
        for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: partial.path + suffix) }
        if let error = error as? CocoaError { throw Self.unwritable(directory, Self.reason(for: error)) }
        throw error
      }
      return try Self.describe(file, named: "\(name).sqlite")
    }
  }

  /// The tables of each database that are published empty.
  private func withheldTables() throws -> [DatabaseName: [String]] {
    let script = try scripts.script("operations/unpublished_tables.sql")
    let rows = try QuerySession(self, databases: []).prepare(script.sql, origin: script.origin).allRows()
    var tables: [DatabaseName: [String]] = [:]
    for row in rows {
      guard row.count == 2, case .text(let database) = row[0], case .text(let table) = row[1] else {
        throw WarehouseError(
          code: "unpublished-tables", subject: script.origin, expected: "rows of a database and a table",
          found: "another row", remedy: "correct the file")
      }
      try tables[DatabaseName(database), default: []].append(table)
    }
    return tables
  }

  private func copy(_ name: DatabaseName, compactInto file: URL) throws {
    try DatabaseFailure.explained(name.description, in: layout) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(60)
      let queue = try DatabaseQueue(path: layout.file(of: name).path, configuration: configuration)
      try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.path]) }
      try queue.close()
    }
  }

  /// Copies a database with some tables emptied. They are emptied in a temporary database, which no path leads to and which
  /// is gone with the process, so that what is withheld is at no moment in the published file, nor in its free pages.
  private func copy(_ name: DatabaseName, without tables: [String], into file: URL) throws {
    try DatabaseFailure.explained(name.description, in: layout) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(60)
      let source = try DatabaseQueue(path: layout.file(of: name).path, configuration: configuration)
      configuration = Configuration()
      configuration.foreignKeysEnabled = false
      let own = try DatabaseQueue(path: "", configuration: configuration)
      try Self.explainingFullDisk(of: FileManager.default.temporaryDirectory) {
        try source.backup(to: own)
        try source.close()
        try own.inTransaction { db in
          for table in tables where try db.tableExists(table) { try Self.empty(table, db) }
          try Self.forgetSamples(of: tables, db)
          return .commit
        }
      }
      try Self.explainingFullDisk(of: file.deletingLastPathComponent()) {
        try own.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.path]) }
      }
      try own.close()
    }
  }

  /// Deletes all rows of a table, also where a trigger forbids it.
  private static func empty(_ table: String, _ db: Database) throws {
    let triggers = try Row.fetchAll(
      db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower(?)",
      arguments: [table])
    for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(Identifier.quoted(trigger["name"]))") }
    try db.execute(sql: "DELETE FROM \(Identifier.quoted(table))")
    for trigger in triggers { try db.execute(sql: trigger["sql"]) }
  }

  /// `ANALYZE` takes samples of indexed values, hashes among them.
  private static func forgetSamples(of tables: [String], _ db: Database) throws {
    for statistics in ["sqlite_stat1", "sqlite_stat4"] where try db.tableExists(statistics) {
      for table in tables {
        try db.execute(sql: "DELETE FROM \(statistics) WHERE lower(tbl) = lower(?)", arguments: [table])
      }
    }
  }

  /// A copy must not lie in what is copied; and whoever hands its directory out would hand out a warehouse inside it.
  func refuseOverlap(_ directory: URL, _ code: String) throws {
    let (target, own) = (RealPath(directory), RealPath(layout.root))
    let isInside = target.isWithin(own)
    guard isInside || own.isWithin(target) else { return }
    throw WarehouseError(
      code: code, subject: directory.path, expected: "a directory outside of the warehouse",
      found: isInside ? "one inside \(layout.root.path)" : "one that holds \(layout.root.path)",
      remedy: "choose a directory of its own, beside the warehouse or elsewhere")
  }

  /// Only what publish wrote is replaced: a database with a rollback journal. One with a write-ahead log is somebody's own.
  private static func refuseForeign(_ file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let handle = try? FileHandle(forReadingFrom: file)
    let header = [UInt8]((try? handle?.read(upToCount: 20)) ?? Data())
    if header.count == 20, header.starts(with: Array("SQLite format 3".utf8) + [0]), header[18...] == [1, 1] { return }
    throw WarehouseError(
      code: "existing-file", subject: file.path, expected: "a copy that publish wrote, or no file",
      found: "another file, perhaps a database that is in use",
      remedy: "choose another directory, or move the file elsewhere")
  }

  private static func describe(_ file: URL, named name: String) throws -> PublishedFile {
    var configuration = Configuration()
    configuration.readonly = true
    let count = try DatabaseQueue(path: file.path, configuration: configuration).read { db in
      try Int.fetchOne(
        db,
        sql:
          "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
      )
    }
    let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
    return PublishedFile(name: name, byteCount: size ?? 0, tableCount: count ?? 0)
  }

  static func make(_ directory: URL) throws {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw unwritable(directory, reason(for: error))
    }
  }

  /// What the system says, where Foundation's own text says less.
  static func reason(for error: any Error) -> String {
    guard let cause = (error as? CocoaError)?.underlying as? POSIXError else { return error.localizedDescription }
    return String(cString: strerror(cause.code.rawValue))
  }

  static func unwritable(_ directory: URL, _ found: String) -> WarehouseError {
    WarehouseError(
      code: "read-only", subject: directory.path, expected: "a directory that can be made and written to", found: found,
      remedy: "check the path, its permissions and the free space")
  }

  /// Runs `body`, which reads the warehouse and writes to a directory elsewhere: where a disk is full, it is that one's.
  static func explainingFullDisk(of directory: URL, _ body: () throws -> Void) throws {
    func isOfDisk(_ error: any Error) -> Bool {
      if let code = (error as? DatabaseError)?.resultCode { return [.SQLITE_FULL, .SQLITE_IOERR].contains(code) }
      return (error as? WarehouseError)?.code == "disk"
    }
    do {
      try body()
    } catch  where isOfDisk(error) {
      throw WarehouseError(
        code: "disk", subject: directory.path, expected: "space for the copy",
        found: "a disk that is full or cannot be written to",
        remedy: "free some space there, or choose another directory; the warehouse is as it was")
    }
  }

  static func synchronize(_ file: URL) throws {
    let handle = try FileHandle(forReadingFrom: file)
    try handle.synchronize()
    try handle.close()
  }
}
