import Foundation

extension Checkup {
  /// What an interrupted command left in the warehouse directory, or beside it.
  func checkLeftovers() -> [Finding] {
    let root = warehouse.layout.root
    let own = Self.names(in: root).filter { $0.hasSuffix(".partial") || $0.hasSuffix(".spool") }
    let beside = Self.names(in: root.deletingLastPathComponent()).filter {
      $0.hasPrefix(".\(root.lastPathComponent).") && $0.hasSuffix(".partial")
    }
    return own.map {
      Finding("orphans", $0, .warning, found: "left by a command that was interrupted", remedy: "delete it")
    }
      + beside.map {
        Finding(
          "orphans", "../\($0)", .warning, found: "left by a restoration that was interrupted, or one that goes on",
          remedy: "delete the directory when no restoration runs")
      }
      + checkFormer(beside: root)
  }

  /// Warehouses that restorations moved aside.
  private func checkFormer(beside root: URL) -> [Finding] {
    Self.names(in: root.deletingLastPathComponent()).filter {
      $0.hasPrefix("\(root.lastPathComponent).before-restore-")
    }.map {
      Finding(
        "orphans", "../\($0)", .warning, found: "a warehouse that a restoration moved aside",
        remedy: "delete the directory when nothing in it is needed")
    }
  }

  /// Files among the databases that are none: nothing sees them.
  func checkStrangers() -> [Finding] {
    let databases = Set(warehouse.layout.existingDatabases().map { "\($0).sqlite" })
    let known = databases.union(databases.flatMap { name in ["-wal", "-shm", "-journal"].map { name + $0 } })
    return Self.names(in: warehouse.layout.databases).filter { !known.contains($0) }.map {
      Finding(
        "orphans", "databases/\($0)", .warning, found: "not a database of the warehouse, so that no command sees it",
        remedy: "move it elsewhere, or name it NAME.sqlite with a NAME of lower-case letters, digits and underscores")
    }
  }

  private static func names(in directory: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
  }
}
