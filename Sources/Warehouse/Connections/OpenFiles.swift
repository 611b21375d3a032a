import GRDB

/// Connections that do nothing but stay open. SQLite copies the write-ahead log back into a database whenever the last
/// connection to it closes; while work made of many small transactions goes on, that would be after each of them.
public final class OpenFiles: Sendable {
  private let connection: DatabaseQueue?

  init(_ connection: DatabaseQueue?) { self.connection = connection }
}

extension Warehouse {
  /// Keeps the files of databases open for as long as the result is held on to.
  public func keepOpen(_ databases: [DatabaseName]) -> OpenFiles {
    let queue = try? connection(writing: nil, reading: databases)
    for name in databases {
      _ = try? queue?.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(Identifier.quoted(name.description)).sqlite_schema")
      }
    }
    return OpenFiles(queue)
  }
}
