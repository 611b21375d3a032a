import Foundation
import GRDB

extension WarehouseLayout {
  /// Refuses what is left of a warehouse when `mlops` or `feature_store` is lost: made anew, they would be empty, and nobody
  /// would see that users, models and records are gone.
  ///
  /// `feature_store` is made first. Alone and without groups it is the beginning of a warehouse.
  /// - Throws: ``WarehouseError`` that names the missing database.
  func refuseRest() throws {
    let existing = existingDatabases()
    let isBeginning = existing.isEmpty || existing == [.featureStore] && !hasFeatureGroups
    let missing = [DatabaseName.mlops, .featureStore].filter { name in
      // Asked again, as the list may be older than a database that is just being made.
      !existing.contains(name) && !FileManager.default.fileExists(atPath: file(of: name).path)
    }
    guard !isBeginning, let name = missing.first else { return }
    let others = existing.map(\.description).joined(separator: ", ")
    throw WarehouseError(
      code: "missing-database", subject: file(of: name).path, expected: "a database that every warehouse has",
      found: "no such file, though there is \(others)",
      remedy:
        "put the file of a backup there, or restore all with --replace; to begin anew without what it held, make an "
        + "empty file of that name")
  }

  private var hasFeatureGroups: Bool {
    var configuration = Configuration()
    configuration.readonly = true
    let count = try? DatabaseQueue(path: file(of: .featureStore).path, configuration: configuration).read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM feature_groups")
    }
    return (count ?? 0) > 0
  }

  /// That there is no warehouse, and where one went that was to be replaced when a restoration was killed.
  func missing(_ remedy: String) -> WarehouseError {
    let name = root.lastPathComponent
    let beside = (try? FileManager.default.contentsOfDirectory(atPath: root.deletingLastPathComponent().path)) ?? []
    // Their names end with the time: the last is the newest.
    let aside = beside.filter { $0.hasPrefix("\(name).before-restore-") }.max()
    let isLeft = FileManager.default.fileExists(atPath: root.path)
    return WarehouseError(
      code: "no-warehouse", subject: root.path, expected: "a warehouse", found: "none",
      remedy: isLeft || aside == nil
        ? remedy
        : "a restoration was interrupted: run it again, or take the former warehouse back: mv \(aside ?? "") \(name)")
  }
}
