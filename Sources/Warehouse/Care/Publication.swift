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
  /// `mlops` is copied first: what it says was done is in the other copies.
  /// - Throws: ``WarehouseError`` where the directory cannot be written to, or is the warehouse's own.
  public func publish(to directory: URL) throws -> [PublishedFile] {
    let target = directory.standardizedFileURL.resolvingSymlinksInPath()
    guard !target.path.hasPrefix(layout.root.resolvingSymlinksInPath().path + "/"),
      target.path != layout.root.resolvingSymlinksInPath().path
    else {
      throw WarehouseError(
        code: "publish-inside", subject: directory.path, expected: "a directory outside of the warehouse",
        found: "one inside \(layout.root.path)", remedy: "choose another directory")
    }
    try Self.make(target)
    let names = layout.existingDatabases().sorted { ($0 == .mlops ? 0 : 1, $0) < ($1 == .mlops ? 0 : 1, $1) }
    return try names.map { name in
      let file = target.appending(path: "\(name).sqlite")
      let partial = target.appending(path: "\(name).sqlite.partial")
      try? FileManager.default.removeItem(at: partial)
      do {
        try copy(name, compactInto: partial)
        try Self.synchronize(partial)
        // A log of an older copy must not be taken for this one's.
        for suffix in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
      } catch let error as CocoaError {
        try? FileManager.default.removeItem(at: partial)
        throw Self.unwritable(target, error.localizedDescription)
      } catch {
        try? FileManager.default.removeItem(at: partial)
        throw error
      }
      return try Self.describe(file, named: "\(name).sqlite")
    }
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

  static func synchronize(_ file: URL) throws {
    let handle = try FileHandle(forUpdating: file)
    try handle.synchronize()
    try handle.close()
  }
}
