import Foundation
import GRDB

/// What tables and objects hold, looked at once for as long as nobody changes them.
///
/// SQLite counts the commits that other connections make to a file (`PRAGMA data_version`): a table is hashed again as soon
/// as the file it is in was written to. An object is hashed again where its file is another one, or has another size or time.
/// Belongs to one piece of work on one thread.
public final class ContentMemory {
  /// The warehouse.
  public let warehouse: Warehouse
  private var watches: [DatabaseName: DatabaseQueue] = [:]
  private var tables: [TableSelection: (version: Int, fingerprint: TableFingerprint)] = [:]
  private var objects: [String: (file: [Int], stored: ObjectDirectory.Stored)] = [:]

  /// Remembers nothing yet.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// The content of a table, or of a selection of it.
  /// - Returns: `nil` where there is no such table.
  public func fingerprint(of selection: TableSelection) throws -> TableFingerprint? {
    guard let version = try version(of: selection.table.database) else { return nil }
    if let known = tables[selection], known.version == version { return known.fingerprint }
    // Looked at after the count: a change between the two makes the next look a new one.
    let fingerprint = try TableFingerprint.of(selection, in: warehouse)
    tables[selection] = fingerprint.map { (version, $0) }
    return fingerprint
  }

  /// The object of a key.
  /// - Returns: `nil` where there is none.
  public func object(_ key: String) throws -> ObjectDirectory.Stored? {
    var status = stat()
    guard try stat(warehouse.objects.url(of: key).path, &status) == 0 else { return nil }
    let file = [
      Int(status.st_ino), Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec),
      Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec),
    ]
    if let known = objects[key], known.file == file { return known.stored }
    let stored = try warehouse.objects.describe(key)
    objects[key] = (file, stored)
    return stored
  }

  /// How often others have written to a database; `nil` where there is none.
  private func version(of database: DatabaseName) throws -> Int? {
    guard warehouse.layout.existingDatabases().contains(database) else { return nil }
    if let watch = watches[database] {
      do {
        return try Self.version(of: database, by: watch)
      } catch is DatabaseError {
        // A look that failed says nothing about the data: all of this database is looked at anew, by a new connection.
        watches[database] = nil
        tables = tables.filter { $0.key.table.database != database }
      }
    }
    let watch = try warehouse.connection(writing: nil, reading: [database])
    watches[database] = watch
    return try DatabaseFailure.explained(database.description, in: warehouse.layout) {
      try Self.version(of: database, by: watch)
    }
  }

  private static func version(of database: DatabaseName, by watch: DatabaseQueue) throws -> Int? {
    try watch.read { db in
      try Int.fetchOne(db, sql: "PRAGMA \(Identifier.quoted(database.description)).data_version")
    }
  }
}
