import Foundation
import GRDBSQLite

/// A read-only connection for SQL that a user wrote. It attaches every database with `mode=ro`, and an authorizer, set after
/// attaching, refuses whatever is not reading.
///
/// Invariants of the C handles: `connection` is open for the life of the session; a cursor finalises its statement before
/// the session, which it retains, can close. A session stays on the thread that made it, so it is not `Sendable`.
public final class QuerySession {
  let connection: OpaquePointer
  let refusal = Refusal()
  private let interruption: Interruption?

  /// Opens a session on the databases that `sql` needs: all of them, or where there are more than SQLite can attach, those
  /// that it names.
  public convenience init(_ warehouse: Warehouse, for sql: String) throws {
    var names = warehouse.layout.existingDatabases()
    if names.count > Attachment.limit { names = warehouse.databases(mentionedIn: sql) }
    try self.init(warehouse, databases: names)
  }

  /// Opens a session on the named databases.
  public init(_ warehouse: Warehouse, databases names: [DatabaseName]) throws {
    let attachments = names.map { Attachment($0, in: warehouse.layout, writable: false) }
    try Attachment.checkCount(of: attachments, in: warehouse.layout)
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(":memory:", &handle, flags, nil) == SQLITE_OK, let handle else {
      throw WarehouseError(code: "sqlite", subject: "SQLite", found: "no connection could be opened")
    }
    connection = handle
    interruption = warehouse.interruption
    interruption?.watch(handle)
    sqlite3_busy_timeout(connection, 60_000)
    // A misspelt column in double quotes is an error, not a text.
    _disableDoubleQuotedStringLiterals(connection)
    SQLFunctions.install(on: connection)
    for attachment in attachments { try attach(attachment, root: warehouse.layout.root) }
    // A table-valued function declares its table when it is first named, which the authorizer would take for a change.
    for function in QueryAuthorizer.tableValuedFunctions {
      sqlite3_exec(connection, "SELECT 1 FROM \(function) LIMIT 0", nil, nil, nil)
    }
    sqlite3_set_authorizer(connection, QueryAuthorizer.callback, Unmanaged.passUnretained(refusal).toOpaque())
  }

  deinit { sqlite3_close_v2(connection) }

  /// Prepares one statement and binds its parameters.
  /// - Parameters:
  ///   - sql: one statement; `origin` is its file, or what to call it in messages.
  ///   - parameters: values by name, without the colon. Names that the statement lacks are an error.
  ///   - optional: names that may stay without a value (NULL); `nil` allows none.
  /// - Throws: ``WarehouseError`` with the line, the column and the place for a syntax error; for a statement that would
  ///   write; for a parameter that is unknown or has no value.
  public func prepare(
    _ sql: String, origin: String = "query", parameters: [String: SQLValue] = [:], optional: Set<String> = []
  ) throws -> QueryCursor {
    refusal.reason = nil
    var statement: OpaquePointer?
    var remainder = ""
    let code = sql.withCString { start -> CInt in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(connection, start, -1, &statement, &tail)
      if code == SQLITE_OK, let tail { remainder = String(cString: tail) }
      return code
    }
    guard code == SQLITE_OK else {
      throw QueryFailure.preparing(sql, origin: origin, connection: connection, refusal: refusal.reason)
    }
    guard let statement else {
      throw WarehouseError(
        code: "empty-query", subject: origin, expected: "a SELECT statement", found: "nothing to run",
        remedy: "write a query such as SELECT * FROM mlops.runs")
    }
    let cursor = QueryCursor(statement: statement, session: self, origin: origin)
    guard SQLText.isBlank(remainder) else {
      throw WarehouseError(
        code: "several-statements", subject: origin, expected: "one statement", found: "another one after the first",
        remedy: "run them one at a time")
    }
    guard sqlite3_stmt_readonly(statement) != 0 else { throw QueryFailure.readOnly(origin, "a statement that writes") }
    try cursor.bind(parameters, optional: optional)
    return cursor
  }

  private func attach(_ attachment: Attachment, root: URL) throws {
    var statement: OpaquePointer?
    let sql = "ATTACH ? AS \(Identifier.quoted(attachment.name.description))"
    sqlite3_prepare_v2(connection, sql, -1, &statement, nil)
    defer { sqlite3_finalize(statement) }
    sqlite3_bind_text(statement, 1, attachment.uri, -1, QueryCursor.transient)
    var code = sqlite3_step(statement)
    if code == SQLITE_DONE {
      // ATTACH is lazy: only a read shows whether the file and its WAL can be opened.
      code = sqlite3_exec(
        connection, "SELECT 1 FROM \(Identifier.quoted(attachment.name.description)).sqlite_schema LIMIT 1", nil, nil,
        nil)
    }
    guard code == SQLITE_DONE || code == SQLITE_OK else {
      throw WarehouseError(
        code: "read-only", subject: attachment.file.path,
        expected: "a database that can be opened (WAL mode needs write access to the directory, even for reading)",
        found: String(cString: sqlite3_errmsg(connection)),
        remedy: "check the permissions of \(root.path) and its databases folder")
    }
  }
}
