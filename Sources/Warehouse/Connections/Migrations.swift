import Foundation
import GRDB

/// Brings one database file to its current schema: the files `sql/schema/KIND/NNN_name.sql` in the order of their names,
/// each once, with the file as main.
struct Migrations {
  private let file: URL
  private let database: DatabaseName
  private let layout: WarehouseLayout
  private let migrator: DatabaseMigrator

  init(of database: DatabaseName, layout: WarehouseLayout, scripts: SQLLibrary) throws {
    file = layout.file(of: database)
    self.database = database
    self.layout = layout
    var migrator = DatabaseMigrator()
    for path in scripts.paths(below: "schema/\(database.kind.rawValue)") {
      let sql = try scripts.text(path)
      migrator.registerMigration(String(path.split(separator: "/").last ?? "")) { try $0.execute(sql: sql) }
    }
    self.migrator = migrator
  }

  /// Runs what is missing. Returns whether the file was made by this call.
  /// - Throws: ``WarehouseError`` where the file was made by a newer program.
  func run() throws -> Bool {
    let isNew = !FileManager.default.fileExists(atPath: file.path)
    try DatabaseFailure.explained(database.description, in: layout) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(60)
      if !isNew { configuration.readonly = true }
      if !isNew, try DatabaseQueue(path: file.path, configuration: configuration).read(isCurrent) { return }
      configuration.readonly = false
      let queue = try DatabaseQueue(path: file.path, configuration: configuration)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      try migrator.migrate(queue)
    }
    return isNew
  }

  private func isCurrent(_ db: Database) throws -> Bool {
    if try migrator.hasBeenSuperseded(db) {
      let known = Set(migrator.migrations)
      let unknown = try migrator.appliedIdentifiers(db).subtracting(known).sorted()
      throw WarehouseError(
        code: "newer-warehouse", subject: file.path, expected: "a database that this version of stockroom knows",
        found: "one that a newer version made (\(unknown.joined(separator: ", ")))",
        remedy: "update stockroom, or name another warehouse with --warehouse DIR")
    }
    return try migrator.hasCompletedMigrations(db)
  }
}
