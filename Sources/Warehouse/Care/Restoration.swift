public import Foundation

/// Puts a backup in the place of a warehouse.
public struct Restoration: Sendable {
  private let backup: URL
  private let layout: WarehouseLayout
  private let surroundings: Surroundings

  /// A restoration of the backup in a directory to where `layout` says.
  public init(_ backup: URL, to layout: WarehouseLayout, surroundings: Surroundings) {
    self.backup = backup.standardizedFileURL
    self.layout = layout
    self.surroundings = surroundings
  }

  /// What was done.
  public struct Report: Sendable, Equatable {
    /// When the backup was made.
    public let createdAt: String
    /// What was copied.
    public let files: Warehouse.CopiedFiles
    /// Where the warehouse went that was there before, if there was one.
    public let replaced: URL?
  }

  /// Checks every file of the backup, copies them beside the warehouse and moves them to its place in one step.
  /// - Parameter replaces: whether a warehouse that is there gives way: it is moved aside, not deleted.
  /// - Throws: ``WarehouseError`` where a file of the backup is damaged, or a warehouse is there and in use or not to be
  ///   replaced. The warehouse is then as it was.
  public func run(replaces: Bool) throws -> Report {
    let manifest = try BackupManifest.read(backup)
    for file in manifest.files { try check(file) }
    let isOccupied =
      try FileManager.default.fileExists(atPath: layout.root.path)
      && !FileManager.default.contentsOfDirectory(atPath: layout.root.path).isEmpty
    if isOccupied {
      guard replaces else {
        throw WarehouseError(
          code: "existing-warehouse", subject: layout.root.path, expected: "no warehouse, or --replace",
          found: "a warehouse", remedy: "name another with --warehouse DIR, or add --replace to move it aside")
      }
      try refuseWhileInUse()
    }
    let partial = layout.root.deletingLastPathComponent().appending(
      path: ".\(layout.root.lastPathComponent).\(surroundings.identifier()).partial", directoryHint: .isDirectory)
    do {
      for folder in ["databases", "objects"] { try Warehouse.make(partial.appending(path: folder)) }
      for file in manifest.files {
        let target = partial.appending(path: file.path)
        try Warehouse.make(target.deletingLastPathComponent())
        try FileManager.default.copyItem(at: backup.appending(path: file.path), to: target)
      }
      let replaced = try isOccupied ? moveAside() : nil
      if !isOccupied { try? FileManager.default.removeItem(at: layout.root) }
      guard rename(partial.path, layout.root.path) == 0 else {
        if let replaced { rename(replaced.path, layout.root.path) }
        throw Warehouse.unwritable(layout.root, String(cString: strerror(errno)))
      }
      let databases = manifest.files.count { $0.path.hasPrefix("databases/") }
      return Report(
        createdAt: manifest.createdAt,
        files: Warehouse.CopiedFiles(
          databases: databases, objects: manifest.files.count - databases,
          byteCount: manifest.files.reduce(0) { $0 + $1.byteCount }), replaced: replaced)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      if let error = error as? CocoaError { throw Warehouse.unwritable(layout.root, error.localizedDescription) }
      throw error
    }
  }

  private func check(_ file: BackupManifest.File) throws {
    let found = try? ContentHash.ofFile(backup.appending(path: file.path))
    guard let found, found.byteCount == file.byteCount, found.sha256 == file.sha256 else {
      throw WarehouseError(
        code: "damaged-backup", subject: backup.appending(path: file.path).path,
        expected: "\(file.byteCount) bytes with the hash \(file.sha256.prefix(12))…",
        found: found.map { "\($0.byteCount) bytes with the hash \($0.sha256.prefix(12))…" } ?? "no file",
        remedy: "use another backup; nothing was restored")
    }
  }

  private func moveAside() throws -> URL {
    let stamp = surroundings.now().description.filter { $0.isNumber }
    let aside = layout.root.deletingLastPathComponent().appending(
      path: "\(layout.root.lastPathComponent).before-restore-\(stamp)", directoryHint: .isDirectory)
    guard rename(layout.root.path, aside.path) == 0 else {
      throw Warehouse.unwritable(aside, String(cString: strerror(errno)))
    }
    return aside
  }

  /// A pipeline that runs, or a server, holds a lock.
  private func refuseWhileInUse() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: layout.locks.path)) ?? []
    for name in names where name.hasSuffix(".lock") && name != "schema.lock" {
      guard try FileLock(String(name.dropLast(5)), in: layout) != nil else {
        throw WarehouseError(
          code: "busy", subject: layout.root.path, expected: "a warehouse that nobody uses",
          found: "the lock \(name) is held", remedy: "stop the pipeline or server first")
      }
    }
  }
}
