import Foundation
public import GRDB

/// A warehouse directory: databases that SQL names, objects, locks.
///
/// Every connection has an empty main database and attaches each file under its name. A connection is made for one piece of
/// work and closed after it: attaching costs under a millisecond and nothing is ever stale.
public struct Warehouse: Sendable {
  /// Where its files are.
  public let layout: WarehouseLayout
  /// The SQL that ships with the program, overridden by the project's own files.
  public let scripts: SQLLibrary
  /// The clock, the identifiers and the user.
  public let surroundings: Surroundings
  /// Ends long statements early, where there is one.
  let interruption: Interruption?
  /// Keeps the warehouse where it is while this or a copy of it is in use; `nil` where it cannot be written to.
  let hold: WarehouseHold?

  /// The objects, S3's role.
  public var objects: ObjectDirectory { ObjectDirectory(root: layout.objects) }

  /// Opens the warehouse at `layout`, making it where there is none and bringing older files up to date.
  /// - Throws: ``WarehouseError`` where a file was made by a newer program, cannot be written, or is no database, and where
  ///   only a part of the warehouse is left.
  public static func open(
    _ layout: WarehouseLayout, scripts: SQLLibrary, surroundings: Surroundings
  ) throws -> Warehouse {
    try layout.refuseRest()
    let hold = WarehouseHold.shared(layout)
    let warehouse = Warehouse(
      layout: layout, scripts: scripts, surroundings: surroundings, interruption: nil, hold: hold)
    do {
      try FileManager.default.createDirectory(at: layout.databases, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: layout.objects, withIntermediateDirectories: true)
    } catch {
      throw WarehouseError(
        code: "read-only", subject: layout.root.path, expected: "a directory that can be made and written to",
        found: FolderProblem.text(error, at: layout.databases),
        remedy: "check the path and its permissions, or choose another --warehouse")
    }
    for name in Set(layout.existingDatabases() + [.mlops, .featureStore]).sorted() {
      try warehouse.prepare(name)
    }
    return warehouse
  }

  /// Opens a warehouse that must be there already, for reading. Files of an older version are brought up to date.
  /// - Throws: ``WarehouseError`` where there is none, only a part of it is left, or it was made by a newer program.
  public static func existing(
    _ layout: WarehouseLayout, scripts: SQLLibrary, surroundings: Surroundings
  ) throws -> Warehouse {
    try layout.refuseRest()
    guard FileManager.default.fileExists(atPath: layout.file(of: .mlops).path) else {
      throw layout.missing(
        "make one with `stockroom ingest FILE --table db.table`, or name another with --warehouse DIR")
    }
    let hold = WarehouseHold.shared(layout)
    for name in layout.existingDatabases() { try Migrations(of: name, layout: layout, scripts: scripts).run() }
    // A warehouse that was moved or copied gets its own paths; where it cannot be written to, the old script stays.
    try? AttachScript.update(for: layout)
    return Warehouse(layout: layout, scripts: scripts, surroundings: surroundings, interruption: nil, hold: hold)
  }

  /// Opens a warehouse for reading where there is one, as ``existing(_:scripts:surroundings:)`` does; where there is none, it
  /// is one without databases, and nothing is made.
  public static func existingOrNone(
    _ layout: WarehouseLayout, scripts: SQLLibrary, surroundings: Surroundings
  ) throws -> Warehouse {
    let none = Warehouse(layout: layout, scripts: scripts, surroundings: surroundings, interruption: nil, hold: nil)
    return try !none.isThere ? none : existing(layout, scripts: scripts, surroundings: surroundings)
  }

  /// Whether there are files of it.
  public var isThere: Bool { FileManager.default.fileExists(atPath: layout.file(of: .mlops).path) }

  /// The same warehouse for another user: whoever sends a request to a server.
  public func acting(as user: String) -> Warehouse {
    Warehouse(
      layout: layout, scripts: scripts, surroundings: surroundings.acting(as: user), interruption: interruption,
      hold: hold)
  }

  /// The same warehouse, whose statements end with SQLite's INTERRUPT as soon as `isDue` says yes. It is asked often.
  public func interrupted(where isDue: @escaping @Sendable () -> Bool) -> Warehouse {
    Warehouse(
      layout: layout, scripts: scripts, surroundings: surroundings, interruption: Interruption(isDue), hold: hold)
  }

  /// Whether a long piece of work is to end early.
  var isGivenUp: @Sendable () -> Bool {
    guard let interruption else { return { false } }
    return { interruption.isDue() }
  }

  /// Makes sure that a database exists with its current schema.
  public func prepare(_ database: DatabaseName) throws {
    try Migrations(of: database, layout: layout, scripts: scripts).run()
    try AttachScript.update(for: layout)
  }

  /// Runs `body` in one transaction that can write to `database` and read the databases in `reading`.
  ///
  /// The transaction begins with the write lock of `database` alone and commits when `body` returns; an error rolls it back.
  public func write<Result>(
    _ database: DatabaseName, reading: [DatabaseName] = [], _ body: (Database) throws -> Result
  ) throws -> Result {
    let connection = try connection(writing: database, reading: reading)
    return try DatabaseFailure.explained(database.description, in: layout) {
      try connection.write(body)
    }
  }

  /// Runs `body` on a connection that reads the named databases, or all of them.
  public func read<Result>(_ databases: [DatabaseName]? = nil, _ body: (Database) throws -> Result) throws -> Result {
    let connection = try connection(writing: nil, reading: databases ?? layout.existingDatabases())
    return try DatabaseFailure.explained("the warehouse", in: layout) {
      try connection.read(body)
    }
  }

  /// Runs `body` on a connection that reads the named databases and can make temporary tables.
  public func scratch<Result>(reading databases: [DatabaseName], _ body: (Database) throws -> Result) throws -> Result {
    let connection = try connection(writing: nil, reading: databases)
    return try DatabaseFailure.explained("the warehouse", in: layout) {
      try connection.writeWithoutTransaction(body)
    }
  }

  /// The databases of the warehouse that `sql` seems to name: those whose name appears in it, followed by a dot.
  public func databases(mentionedIn sql: String) -> [DatabaseName] {
    layout.existingDatabases().filter { Self.mentions($0, in: sql) }
  }

  static func mentions(_ name: DatabaseName, in sql: String) -> Bool {
    sql.range(of: "(?i)(^|[^A-Za-z0-9_])\"?\(name)\"?\\s*\\.", options: .regularExpression) != nil
  }

  /// The tables and views of some databases whose name `sql` seems to hold as a word. Whatever a statement reads is among
  /// them; a word in a comment can be too much.
  public func tables(mentionedIn sql: String, of databases: [DatabaseName]) throws -> [TableName] {
    let words = Set(sql.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") })
    return try databases.flatMap { database in
      try read([database]) { db in
        try String.fetchAll(
          db,
          sql: """
            SELECT name FROM \(Identifier.quoted(database.description)).sqlite_schema
            WHERE type IN ('table', 'view') ORDER BY name
            """)
      }.filter { Identifier.isPlain($0) ? words.contains($0.lowercased()[...]) : sql.contains($0) }
        .map { TableName(database, $0) }
    }
  }

  func connection(writing target: DatabaseName?, reading: [DatabaseName]) throws -> DatabaseQueue {
    let others = Set(reading).subtracting(target.map { [$0] } ?? []).sorted()
    var configuration = Configuration()
    configuration.busyMode = interruption.map { .callback($0.mayWait) } ?? .timeout(60)
    let attachments =
      (target.map { [Attachment($0, in: layout, writable: true)] } ?? [])
      + others.map { Attachment($0, in: layout, writable: false) }
    try Attachment.checkCount(of: attachments, in: layout)
    configuration.prepareDatabase { [interruption] db in
      if let handle = db.sqliteConnection { SQLFunctions.install(on: handle) }
      for attachment in attachments { try attachment.attach(to: db) }
      interruption?.watch(db.sqliteConnection)
    }
    return try DatabaseFailure.explained(target?.description ?? "the warehouse", in: layout) {
      try DatabaseQueue(named: nil, configuration: configuration)
    }
  }
}
