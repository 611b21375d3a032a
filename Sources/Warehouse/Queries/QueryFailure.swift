import Foundation
import GRDBSQLite

/// Errors of user SQL, with the place where they stand.
enum QueryFailure {
  static func readOnly(_ origin: String, _ what: String) -> WarehouseError {
    WarehouseError(
      code: "read-only-query", subject: origin,
      expected: "a statement that reads (SELECT, WITH, EXPLAIN, PRAGMA table_info)",
      found: what, remedy: "queries cannot write; load data with `stockroom ingest`")
  }

  static func preparing(
    _ sql: String, origin: String, connection: OpaquePointer, refusal: String?
  ) -> WarehouseError {
    if let refusal { return readOnly(origin, refusal) }
    let message = String(cString: sqlite3_errmsg(connection))
    let offset = Int(sqlite3_error_offset(connection))
    guard offset >= 0 else {
      return WarehouseError(code: "sql", subject: origin, found: message, remedy: remedy(for: message))
    }
    let place = SQLText.place(of: offset, in: sql)
    return WarehouseError(
      code: "sql", subject: "\(origin), line \(place.line), column \(place.column)",
      found: "\(message)\n  \(place.text)\n  \(String(repeating: " ", count: place.column - 1))^",
      remedy: remedy(for: message))
  }

  /// The error of a script that was prepared with `skipped` bytes of other text before it.
  static func preparing(
    _ script: SQLScript, message: String, connection: OpaquePointer?, skipped: Int
  ) -> WarehouseError {
    let offset = connection.map { Int(sqlite3_error_offset($0)) - skipped } ?? -1
    guard offset >= 0 else {
      return WarehouseError(code: "sql", subject: script.origin, found: message, remedy: remedy(for: message))
    }
    let place = SQLText.place(of: offset, in: script.sql)
    return WarehouseError(
      code: "sql", subject: "\(script.origin), line \(place.line), column \(place.column)",
      found: "\(message)\n  \(place.text)\n  \(String(repeating: " ", count: place.column - 1))^",
      remedy: remedy(for: message))
  }

  static func running(_ origin: String, connection: OpaquePointer) -> WarehouseError {
    if sqlite3_errcode(connection) == SQLITE_INTERRUPT {
      return WarehouseError(code: "interrupted", subject: origin, found: "the statement was given up")
    }
    let code = sqlite3_extended_errcode(connection)
    let message = FailureCode.text(String(cString: sqlite3_errmsg(connection)), code)
    switch FailureCode.primary(code) {
    case SQLITE_IOERR, SQLITE_FULL:
      return WarehouseError(
        code: "disk", subject: origin, found: message,
        remedy: "free some space on the disks of the warehouse and of temporary files, and ask again")
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      return WarehouseError(code: "busy", subject: origin, found: message, remedy: "ask again in a moment")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return WarehouseError(
        code: "damaged", subject: origin, found: message,
        remedy: "`stockroom doctor` tells which file it is; restore it from a backup")
    default:
      return WarehouseError(code: "sql", subject: origin, found: message, remedy: remedy(for: message))
    }
  }

  private static func remedy(for message: String) -> String {
    if message.hasPrefix("no such table") || message.hasPrefix("unknown database") {
      return """
        `stockroom tables` lists what there is, under db.table names; a raw table comes with `stockroom ingest FILE --table \
        db.table`, monitor_PIPELINE with the pipeline's first run
        """
    }
    if message.hasPrefix("no such column") { return "`stockroom describe db.table` lists the columns" }
    return "correct the SQL"
  }
}
