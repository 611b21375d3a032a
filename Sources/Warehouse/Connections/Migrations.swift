import Foundation
import GRDB

/// Brings one database file to its current schema: the files `sql/schema/KIND/NNN_name.sql` in the order of their names,
/// each once, with the file as main.
struct Migrations {
  private let file: URL
  private let database: DatabaseName
  private let layout: WarehouseLayout
  private let migrator: DatabaseMigrator
  /// What a connection that only reads says where a journal has to be played back first.
  private static let needsWriter: [ResultCode] = [.SQLITE_READONLY_ROLLBACK, .SQLITE_READONLY_RECOVERY]

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

  /// Runs what is missing. Several processes may do so at once: one of them migrates, the others wait for it.
  /// - Throws: ``WarehouseError`` where the file was made by a newer program.
  func run() throws {
    if try isDone() { return }
    let lock = try FileLock(waitingFor: "schema", in: layout)
    try withExtendedLifetime(lock) {
      if try isDone() { return }
      try DatabaseFailure.explained(database.description, in: layout) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try migrator.migrate(queue)
      }
    }
  }

  /// What the schema makes and `db`, a connection to the file, has or has not. Empty where the file is not up to date: the
  /// next command brings it there.
  func differences(_ db: Database) throws -> (missing: [String], added: [String]) {
    guard try isCurrent(db) else { return ([], []) }
    let fresh = try DatabaseQueue()
    try migrator.migrate(fresh)
    let expected = try fresh.read(Self.names)
    let found = try Self.names(db)
    let tables = try String.fetchSet(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return (expected.subtracting(found).sorted(), found.subtracting(expected).intersection(tables).sorted())
  }

  private static func names(_ db: Database) throws -> Set<String> {
    try String.fetchSet(
      db, sql: "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
  }

  private func isDone() throws -> Bool {
    guard FileManager.default.fileExists(atPath: file.path) else { return false }
    return try DatabaseFailure.explained(database.description, in: layout) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(60)
      configuration.readonly = true
      do {
        return try DatabaseQueue(path: file.path, configuration: configuration).read(isCurrent)
      } catch let error as DatabaseError where Self.needsWriter.contains(error.extendedResultCode) {
        // Whoever made the file was killed in the middle; the connection that migrates takes back what they began.
        return false
      }
    }
  }

  private func isCurrent(_ db: Database) throws -> Bool {
    // This read also fixes the state that the next ones see, while another process may be making the file.
    guard try db.tableExists("grdb_migrations") else { return false }
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
