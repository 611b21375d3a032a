import GRDB
import GRDBSQLite

/// Reads pages of a database file through the handle that SQLite has of it: opening the file anew and closing it would drop
/// this process's locks. What is in the write-ahead log only is not seen.
///
/// Invariant behind `@unchecked Sendable`: the connection that it was made of stays open, and one thread at a time reads.
struct DatabasePages: @unchecked Sendable {
  private let file: UnsafeMutablePointer<sqlite3_file>
  /// Bytes from one page to the next.
  let pageSize: Int
  /// Bytes of a page that hold content; extensions of SQLite can keep some at its end.
  let usableSize: Int
  /// Whether texts are UTF-8.
  let hasUTF8: Bool

  /// - Returns: `nil` where the file has no header yet: all of it is in the log.
  init?(of database: DatabaseName, in db: Database) {
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(db.sqliteConnection, database.description, SQLITE_FCNTL_FILE_POINTER, &pointer)
    guard code == SQLITE_OK, let pointer, pointer.pointee.pMethods != nil else { return nil }
    file = pointer
    var header = [UInt8](repeating: 0, count: 100)
    let isRead = header.withUnsafeMutableBytes { Self.read(pointer, $0.baseAddress, byteCount: 100, at: 0) }
    let size = Int(header[16]) << 8 | Int(header[17])
    pageSize = size == 1 ? 65536 : size
    usableSize = pageSize - Int(header[20])
    hasUTF8 = header[56...59].elementsEqual([0, 0, 0, 1])
    guard isRead, pageSize >= 512, pageSize.nonzeroBitCount == 1, usableSize >= 480 else { return nil }
  }

  /// The pages that the file holds.
  var pageCount: Int {
    var byteCount: sqlite3_int64 = 0
    let code = file.pointee.pMethods.pointee.xFileSize?(file, &byteCount)
    return code == SQLITE_OK ? Int(byteCount) / pageSize : 0
  }

  /// Reads neighbouring pages.
  /// - Parameter room: memory for `count` pages.
  /// - Returns: `false` where the file ends before them.
  func read(_ first: Int, count: Int, to room: UnsafeMutableRawPointer) -> Bool {
    first > 0 && Self.read(file, room, byteCount: count * pageSize, at: (first - 1) * pageSize)
  }

  /// - Returns: `nil` where the file ends before it, or it is no page of a b-tree.
  func page(_ number: Int) -> TreePage? {
    guard number > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: pageSize)
    let isRead = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { read(number, count: 1, to: $0) } ?? false
    }
    return isRead ? TreePage(bytes, header: number == 1 ? 100 : 0) : nil
  }

  /// The rows on a leaf of a table, of which only the first bytes are read.
  /// - Returns: `nil` where it is none.
  func rowCount(ofLeaf number: Int) -> Int? {
    var head: UInt64 = 0
    guard number > 1, Self.read(file, &head, byteCount: 8, at: (number - 1) * pageSize) else { return nil }
    let bytes = UInt64(bigEndian: head)
    return bytes >> 56 == UInt64(TreePage.Kind.tableLeaf.rawValue) ? Int(bytes >> 24 & 0xFFFF) : nil
  }

  private static func read(
    _ file: UnsafeMutablePointer<sqlite3_file>, _ room: UnsafeMutableRawPointer?, byteCount: Int, at offset: Int
  ) -> Bool {
    file.pointee.pMethods.pointee.xRead?(file, room, Int32(byteCount), sqlite3_int64(offset)) == SQLITE_OK
  }
}
