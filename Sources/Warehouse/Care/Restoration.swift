public import Foundation

/// Puts a backup in the place of a warehouse.
public struct Restoration: Sendable {
  private let backup: URL
  private let layout: WarehouseLayout
  private let surroundings: Surroundings

  /// A restoration of the backup in a directory to where `layout` says.
  public init(_ backup: URL, to layout: WarehouseLayout, surroundings: Surroundings) {
    self.backup = backup.standardizedFileURL
    // Where a link leads to the warehouse, it is the directory behind it that is replaced.
    self.layout = WarehouseLayout(root: layout.root.resolvingSymlinksInPath())
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

  /// Checks every file of the backup, copies them beside the warehouse and moves them to its place in one step: who kills it
  /// at any moment finds the old warehouse or the new one.
  /// - Parameter replaces: whether a warehouse that is there gives way: it is moved aside, not deleted.
  /// - Throws: ``WarehouseError`` where a file of the backup is damaged, or a warehouse is there and in use or not to be
  ///   replaced. The warehouse is then as it was.
  public func run(replaces: Bool) throws -> Report {
    let (inner, outer) = (RealPath(backup), RealPath(layout.root))
    guard !inner.isWithin(outer), !outer.isWithin(inner) else {
      throw WarehouseError(
        code: "backup-inside", subject: backup.path, expected: "a backup apart from the warehouse \(layout.root.path)",
        found: "one inside the other", remedy: "move the backup to another directory first, or name another --warehouse"
      )
    }
    let manifest = try BackupManifest.read(backup)
    for file in manifest.files { try check(file) }
    let isOccupied = try isOccupied
    if isOccupied {
      guard FileManager.default.fileExists(atPath: layout.databases.path) else {
        throw WarehouseError(
          code: "existing-directory", subject: layout.root.path, expected: "a warehouse, or no directory at all",
          found: "a directory that is no warehouse: it has no databases folder",
          remedy: "name another with --warehouse DIR, or move what is there elsewhere")
      }
      guard replaces else { throw occupied }
      // Rather now than after copying everything.
      _ = try holdAlone()
    }
    let partial = layout.root.deletingLastPathComponent().appending(
      path: ".\(layout.root.lastPathComponent).\(surroundings.identifier()).partial", directoryHint: .isDirectory)
    do {
      for folder in ["databases", "objects"] { try Warehouse.make(partial.appending(path: folder)) }
      // Only their owner can read a backup's files; those of a warehouse are as its directory is.
      let access = try FileAccess(of: isOccupied ? layout.root : partial)
      try FileAccess.ofOwner.give(to: partial)
      for file in manifest.files {
        let target = partial.appending(path: file.path)
        try Warehouse.make(target.deletingLastPathComponent())
        try FileManager.default.copyItem(at: backup.appending(path: file.path), to: target)
        try Warehouse.synchronize(target)
      }
      try access.give(toAllBelow: partial)
      try access.give(to: partial)
      let replaced = try isOccupied ? exchange(partial) : moveIn(partial)
      let databases = manifest.files.count { $0.path.hasPrefix("databases/") }
      return Report(
        createdAt: manifest.createdAt,
        files: Warehouse.CopiedFiles(
          databases: databases, objects: manifest.files.count - databases,
          byteCount: manifest.files.reduce(0) { $0 + $1.byteCount }), replaced: replaced)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      if let error = error as? CocoaError { throw Warehouse.unwritable(layout.root, Warehouse.reason(for: error)) }
      throw error
    }
  }

  private var isOccupied: Bool {
    get throws {
      guard FileManager.default.fileExists(atPath: layout.root.path) else { return false }
      do {
        return try !FileManager.default.contentsOfDirectory(atPath: layout.root.path).isEmpty
      } catch {
        throw Warehouse.unwritable(layout.root, Warehouse.reason(for: error))
      }
    }
  }

  private func unmovable(_ number: Int32) -> WarehouseError {
    guard number == EBUSY else { return Warehouse.unwritable(layout.root, String(cString: strerror(number))) }
    return WarehouseError(
      code: "mount-point", subject: layout.root.path, expected: "a directory that can be renamed",
      found: "a mount point, or a directory that something is mounted on",
      remedy: "name a directory in it with --warehouse DIR, such as \(layout.root.lastPathComponent)/warehouse")
  }

  private var occupied: WarehouseError {
    WarehouseError(
      code: "existing-warehouse", subject: layout.root.path, expected: "no warehouse, or --replace",
      found: "a warehouse", remedy: "name another with --warehouse DIR, or add --replace to move it aside")
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

  private func moveIn(_ partial: URL) throws -> URL? {
    // An empty directory gives way.
    guard rename(partial.path, layout.root.path) == 0 else {
      // Somebody else has made a warehouse there meanwhile.
      if [ENOTEMPTY, EEXIST].contains(errno) { throw occupied }
      throw unmovable(errno)
    }
    return nil
  }

  /// Puts the new warehouse in the place of the old one, which nobody uses meanwhile.
  /// - Returns: where the old one is now.
  private func exchange(_ partial: URL) throws -> URL {
    let lock = try holdAlone()
    return try withExtendedLifetime(lock) {
      let stamp = surroundings.now().description.filter { $0.isNumber }
      let aside = layout.root.deletingLastPathComponent().appending(
        path: "\(layout.root.lastPathComponent).before-restore-\(stamp)", directoryHint: .isDirectory)
      // Whoever is killed from here on leaves two whole warehouses.
      guard rename(partial.path, aside.path) == 0 else {
        throw Warehouse.unwritable(aside, String(cString: strerror(errno)))
      }
      if DirectoryExchange.run(aside, layout.root) { return aside }
      guard rename(aside.path, partial.path) == 0, rename(layout.root.path, aside.path) == 0 else {
        throw unmovable(errno)
      }
      guard rename(partial.path, layout.root.path) == 0 else {
        let number = errno
        guard rename(aside.path, layout.root.path) == 0 else {
          throw WarehouseError(
            code: "interrupted-restoration", subject: layout.root.path, expected: "a free place for the warehouse",
            found: "a directory that another process made meanwhile",
            remedy: "the former warehouse is whole: move \(aside.lastPathComponent) back to its place")
        }
        throw unmovable(number)
      }
      return aside
    }
  }

  private func holdAlone() throws -> WarehouseHold {
    if let hold = try WarehouseHold.alone(layout) { return hold }
    throw WarehouseError(
      code: "busy", subject: layout.root.path, expected: "a warehouse that nobody uses",
      found: "a server, a pipeline or another command that uses it",
      remedy: "stop them first; `fuser -v locks/warehouse.lock` in its directory tells which they are")
  }
}
