/// SQLite's extended result codes by their names: `disk I/O error` alone does not tell what failed.
enum FailureCode {
  /// `message`, with the code that stands behind it, such as `disk I/O error (SQLITE_IOERR_SHMMAP, 5386)`.
  static func text(_ message: String, _ code: Int32) -> String {
    guard code > 0xff else { return message }
    return "\(message) (\(names[code].map { "SQLITE_\($0), " } ?? "")\(code))"
  }

  /// The primary code of an extended one.
  static func primary(_ code: Int32) -> Int32 { code & 0xff }

  /// Those of <https://www.sqlite.org/rescode.html> that opening, reading, writing and locking give.
  private static let names: [Int32: String] = [
    266: "IOERR_READ", 522: "IOERR_SHORT_READ", 778: "IOERR_WRITE", 1034: "IOERR_FSYNC", 1290: "IOERR_DIR_FSYNC",
    1546: "IOERR_TRUNCATE", 1802: "IOERR_FSTAT", 2058: "IOERR_UNLOCK", 2314: "IOERR_RDLOCK", 2570: "IOERR_DELETE",
    3082: "IOERR_NOMEM", 3338: "IOERR_ACCESS", 3594: "IOERR_CHECKRESERVEDLOCK", 3850: "IOERR_LOCK",
    4106: "IOERR_CLOSE", 4362: "IOERR_DIR_CLOSE", 4618: "IOERR_SHMOPEN", 4874: "IOERR_SHMSIZE", 5130: "IOERR_SHMLOCK",
    5386: "IOERR_SHMMAP", 5642: "IOERR_SEEK", 5898: "IOERR_DELETE_NOENT", 6154: "IOERR_MMAP",
    6410: "IOERR_GETTEMPPATH", 6922: "IOERR_VNODE", 7178: "IOERR_AUTH", 8458: "IOERR_DATA", 8714: "IOERR_CORRUPTFS",
    261: "BUSY_RECOVERY", 517: "BUSY_SNAPSHOT", 773: "BUSY_TIMEOUT", 264: "READONLY_RECOVERY",
    520: "READONLY_CANTLOCK", 776: "READONLY_ROLLBACK", 1032: "READONLY_DBMOVED", 1288: "READONLY_CANTINIT",
    1544: "READONLY_DIRECTORY", 270: "CANTOPEN_NOTEMPDIR", 526: "CANTOPEN_ISDIR", 782: "CANTOPEN_FULLPATH",
    267: "CORRUPT_VTAB", 779: "CORRUPT_INDEX",
  ]
}
