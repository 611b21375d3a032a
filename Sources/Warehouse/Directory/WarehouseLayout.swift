public import Foundation

/// Where the files of a warehouse are.
public struct WarehouseLayout: Sendable, Equatable {
  /// The warehouse directory itself.
  public let root: URL

  /// The layout of the warehouse at `root`, which need not exist yet.
  public init(root: URL) { self.root = root.standardizedFileURL }

  /// The folder of the database files.
  public var databases: URL { root.appending(path: "databases", directoryHint: .isDirectory) }
  /// The folder of the objects: CSV files, models, evaluation files.
  public var objects: URL { root.appending(path: "objects", directoryHint: .isDirectory) }
  /// The folder of the lock files.
  public var locks: URL { root.appending(path: "locks", directoryHint: .isDirectory) }
  /// The script that gives plain `sqlite3` the same names: `sqlite3 -init warehouse/attach.sql`.
  public var attachScript: URL { root.appending(path: "attach.sql") }

  /// The file of a database.
  public func file(of database: DatabaseName) -> URL { databases.appending(path: "\(database).sqlite") }

  /// The databases that have a file, by name.
  public func existingDatabases() -> [DatabaseName] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: databases.path)) ?? []
    return files.filter { $0.hasSuffix(".sqlite") }.compactMap { try? DatabaseName(String($0.dropLast(7))) }.sorted()
  }
}
