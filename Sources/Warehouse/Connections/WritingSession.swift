public import GRDB

/// A connection that stays open for many small transactions of one piece of work.
///
/// Opening a database costs more than a small transaction, and SQLite copies the write-ahead log back into a file whenever
/// the last connection to it closes: without a session that would be after each of them.
public final class WritingSession: Sendable {
  /// What a power cut leaves of a transaction that was committed. Killing the process takes nothing away from either.
  public enum Durability: Sendable {
    /// What the database promises: all of it, in `mlops`.
    case promised
    /// All of it, or it was never there; in the latter case neither is any later one. Costs no write to the disk now.
    case ordered
  }

  private let connection: DatabaseQueue
  private let database: DatabaseName
  private let layout: WarehouseLayout

  init(_ database: DatabaseName, in warehouse: Warehouse) throws {
    self.database = database
    layout = warehouse.layout
    connection = try warehouse.connection(writing: database, reading: [])
    // ATTACH is lazy: only who has read keeps the file open.
    try DatabaseFailure.explained(database.description, in: layout) {
      _ = try connection.read { db in
        try Int.fetchOne(db, sql: "SELECT 1 FROM \(Identifier.quoted(database.description)).sqlite_schema LIMIT 1")
      }
    }
  }

  /// Runs `body` in one transaction, as ``Warehouse/write(_:reading:_:)`` does.
  public func write<Result>(_ durability: Durability = .promised, _ body: (Database) throws -> Result) throws -> Result
  {
    try DatabaseFailure.explained(database.description, in: layout) {
      guard durability == .ordered else { return try connection.write(body) }
      return try connection.writeWithoutTransaction { db in
        try Attachment.setSynchronous("NORMAL", of: database, in: db)
        let result = Swift.Result { try transaction(body, in: db) }
        try Attachment.setSynchronous(Attachment.synchronous(of: database), of: database, in: db)
        return try result.get()
      }
    }
  }

  private func transaction<Result>(_ body: (Database) throws -> Result, in db: Database) throws -> Result {
    var result: Result?
    try db.inTransaction(.immediate) {
      result = try body(db)
      return .commit
    }
    guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
    return result
  }
}

extension Warehouse {
  /// Opens a database for many small transactions.
  public func writingSession(on database: DatabaseName) throws -> WritingSession {
    try WritingSession(database, in: self)
  }
}
