import Foundation
import GRDB

/// Turns SQLite's result codes into errors that say what to do.
enum DatabaseFailure {
  /// Runs `body`; an error of SQLite's that a user can act on is told in their terms, all others pass.
  static func explained<Result>(
    _ subject: String, in layout: WarehouseLayout, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw explain(error, subject: subject, root: layout.root.path) ?? error
    }
  }

  private static func explain(_ error: DatabaseError, subject: String, root: String) -> WarehouseError? {
    let code = error.extendedResultCode.rawValue
    func found(_ nothing: String) -> String { FailureCode.text(error.message ?? nothing, code) }
    return switch error.resultCode {
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      WarehouseError(
        code: "read-only", subject: "\(subject) in \(root)",
        expected: "files that can be opened (WAL mode needs write access to the directory, even for reading)",
        found: found("no access"), remedy: "check the permissions of \(root) and its databases folder")
    case .SQLITE_FULL, .SQLITE_IOERR:
      WarehouseError(
        code: "disk", subject: "\(subject) in \(root)",
        found: "\(found("input/output error")); nothing was changed",
        remedy: "free some space on the disk of \(root) and run the command again")
    case .SQLITE_PROTOCOL:
      WarehouseError(
        code: "busy", subject: "\(subject) in \(root)", found: "others kept changing the log for ten seconds",
        remedy: "run the command again")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      WarehouseError(
        code: "busy", subject: "\(subject) in \(root)", found: "another process has been writing for a minute",
        remedy: "wait for it to finish and run the command again")
    case .SQLITE_INTERRUPT:
      WarehouseError(
        code: "interrupted", subject: "\(subject) in \(root)", found: "the statement was given up; nothing was changed")
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      WarehouseError(
        code: "damaged", subject: "\(subject) in \(root)", expected: "a SQLite database",
        found: found("a damaged file"),
        remedy:
          "`stockroom doctor` tells which file it is; delete it with its -wal and -shm, and put that of a backup there")
    default:
      nil
    }
  }
}
