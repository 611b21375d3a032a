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
  /// from a read-only disk. Each copy replaces its older self in one step. Writers are not kept waiting.
  ///
  /// The tables that `sql/operations/unpublished_tables.sql` names are empty in the copies. `mlops` is copied first: what it
  /// says was done is in the other copies.
  /// - Throws: ``WarehouseError`` where the directory cannot be written to, or is inside the warehouse.
  public func publish(to directory: URL) throws -> [PublishedFile] {
    try refuseInside(directory, "publish-inside")
    let withheld = try withheldTables()
    try Self.make(directory)
    let names = layout.existingDatabases().sorted { ($0 == .mlops ? 0 : 1, $0) < ($1 == .mlops ? 0 : 1, $1) }
    return try names.map { name in
      let file = directory.appending(path: "\(name).sqlite")
      let partial = directory.appending(path: "\(name).sqlite.partial")
      try? FileManager.default.removeItem(at: partial)
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
        if let error = error as? CocoaError { throw Self.unwritable(directory, error.localizedDescription) }
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

  /// Copies a database with some tables emptied. They are emptied in a copy inside the warehouse, so that what is withheld is
  /// at no moment in the published file, nor in its free pages.
  private func copy(_ name: DatabaseName, without tables: [String], into file: URL) throws {
    let own = layout.root.appending(path: "\(name).\(surroundings.identifier()).partial")
    defer { for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: own.path + suffix) } }
    try copy(name, compactInto: own)
    try DatabaseFailure.explained(name.description, in: layout) {
      var configuration = Configuration()
      configuration.foreignKeysEnabled = false
      let queue = try DatabaseQueue(path: own.path, configuration: configuration)
      try queue.inTransaction { db in
        for table in tables where try db.tableExists(table) { try Self.empty(table, db) }
        return .commit
      }
      try Self.explainingFullDisk(of: file.deletingLastPathComponent()) {
        try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.path]) }
      }
      try queue.close()
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

  /// A copy must not lie in what is copied.
  func refuseInside(_ directory: URL, _ code: String) throws {
    guard RealPath(directory).isWithin(RealPath(layout.root)) else { return }
    throw WarehouseError(
      code: code, subject: directory.path, expected: "a directory outside of the warehouse",
      found: "one inside \(layout.root.path)", remedy: "choose another directory")
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
      throw unwritable(directory, error.localizedDescription)
    }
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
