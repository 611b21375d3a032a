public import Foundation
import GRDB

extension Warehouse {
  /// What a backup or a restoration copied.
  public struct CopiedFiles: Sendable, Equatable {
    /// Databases.
    public let databases: Int
    /// Objects.
    public let objects: Int
    /// The bytes of all of them.
    public let byteCount: Int
  }

  /// Copies the whole warehouse into a new directory while others use it. The directory appears whole or not at all, and
  /// only its owner can read it, as it holds token hashes and addresses too. Every copy of a database is checked.
  ///
  /// `mlops` is copied first and the objects last, so that everything that `mlops` says was done is in the copy.
  /// - Throws: ``WarehouseError`` where the directory exists already, cannot be written to or is inside the warehouse, or a
  ///   database is damaged.
  public func backup(to directory: URL) throws -> CopiedFiles {
    let target = directory.standardizedFileURL
    try refuseOverlap(target, "backup-inside")
    let isTaken = WarehouseError(
      code: "existing-directory", subject: target.path, expected: "a directory that does not exist yet",
      found: "one that does", remedy: "choose another name, such as backups/2026-01-31")
    guard !FileManager.default.fileExists(atPath: target.path) else { throw isTaken }
    let partial = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(surroundings.identifier()).partial", directoryHint: .isDirectory)
    let createdAt = surroundings.now().description
    do {
      try Self.make(partial)
      try FileAccess.ofOwner.give(to: partial)
      try Self.make(partial.appending(path: "databases"))
      var files: [BackupManifest.File] = []
      let names = layout.existingDatabases().sorted { ($0 == .mlops ? 0 : 1, $0) < ($1 == .mlops ? 0 : 1, $1) }
      for name in names {
        let path = "databases/\(name).sqlite"
        try Self.explainingFullDisk(of: target.deletingLastPathComponent()) {
          try copy(name, pagesInto: partial.appending(path: path))
        }
        files.append(try Self.entry(path, in: partial))
      }
      let objects = try copyObjects(to: partial)
      files += objects
      try BackupManifest(
        format: BackupManifest.currentFormat, createdAt: createdAt, createdBy: surroundings.user, files: files
      ).write(to: partial)
      try FileAccess.ofOwner.give(toAllBelow: partial)
      guard rename(partial.path, target.path) == 0 else {
        // Another backup of that name was quicker.
        if [ENOTEMPTY, EEXIST].contains(errno) { throw isTaken }
        throw Self.unwritable(target, String(cString: strerror(errno)))
      }
      return CopiedFiles(
        databases: names.count, objects: objects.count, byteCount: files.reduce(0) { $0 + $1.byteCount })
    } catch {
      try? FileManager.default.removeItem(at: partial)
      if let error = error as? CocoaError { throw Self.unwritable(target, Self.reason(for: error)) }
      throw error
    }
  }

  private func copy(_ name: DatabaseName, pagesInto file: URL) throws {
    try DatabaseFailure.explained(name.description, in: layout) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(60)
      let source = try DatabaseQueue(
        path: layout.file(of: name).path,
        configuration: {
          var copy = configuration; copy.readonly = true; return copy
        }())
      let copy = try DatabaseQueue(path: file.path, configuration: configuration)
      try source.backup(to: copy)
      // The copy says that it has a write-ahead log, as the original does; closed, it is a single file.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      let faults = try copy.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)").filter { $0 != "ok" } }
      try copy.close()
      try source.close()
      if let fault = faults.first {
        throw WarehouseError(
          code: "damaged", subject: "\(name) in \(layout.root.path)", expected: "a database that is whole",
          found: fault,
          remedy: "`stockroom doctor` says how to mend it; older backups may have it whole")
      }
    }
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
    try Self.synchronize(file)
  }

  private func copyObjects(to directory: URL) throws -> [BackupManifest.File] {
    var files: [BackupManifest.File] = []
    for key in objects.keys() where !ObjectDirectory.isUnfinished(key) {
      let path = "objects/\(key)"
      let file = directory.appending(path: path)
      try Self.make(file.deletingLastPathComponent())
      do {
        // What a link leads to, not the link.
        try FileManager.default.copyItem(at: objects.url(of: key).resolvingSymlinksInPath(), to: file)
      } catch {
        // What is collected as garbage meanwhile needs no copy; anything else is an error.
        if try FileManager.default.fileExists(atPath: objects.url(of: key).path) { throw error }
        continue
      }
      try Self.synchronize(file)
      files.append(try Self.entry(path, in: directory))
    }
    return files
  }

  private static func entry(_ path: String, in directory: URL) throws -> BackupManifest.File {
    let (count, hash) = try ContentHash.ofFile(directory.appending(path: path))
    return BackupManifest.File(path: path, byteCount: count, sha256: hash)
  }
}

extension ObjectDirectory {
  /// The keys of all objects, sorted.
  public func keys() -> [String] {
    // The folder may be a link to a larger disk.
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.resolvingSymlinksInPath().path)) ?? []
    return paths.filter { path in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isDirectory)
        && !isDirectory.boolValue
    }.sorted()
  }
}
