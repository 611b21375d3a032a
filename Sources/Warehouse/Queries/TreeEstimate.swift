import Foundation
import GRDB
import GRDBSQLite

/// How many entries a b-tree has and on how many leaves, told from a few of its pages.
///
/// Knuth's way to size a tree: walk from the root to a leaf and multiply the number of children met on the way; the mean over
/// walks that are spread evenly is the size. The pages are read through SQLite's own file handle, because opening the file
/// anew and closing it would drop this process's locks. What is still in the write-ahead log only is not seen.
struct TreeEstimate {
  /// Rows of a table, or entries of an index.
  let entries: Double
  /// Pages at the bottom of the tree, each of which an exact count has to read.
  let leaves: Double

  private static let walks = 64
  /// More levels than any b-tree that fits on a disk has.
  private static let deepest = 12
  /// Steps of the golden ratio fill an interval evenly, however many are made.
  private static let golden = 0.618_033_988_749_894_9

  /// Walks the tree whose first page is `root`.
  /// - Returns: `nil` where the file does not hold the tree, or only part of it: it is new, or in the log.
  init?(root: Int, of database: DatabaseName, in db: Database) throws {
    guard let pageSize = try Int.fetchOne(db, sql: "PRAGMA \(Identifier.quoted(database.description)).page_size"),
      let pages = PageReader(of: database, pageSize: pageSize, in: db)
    else { return nil }
    var entries = 0.0
    var leaves = 0.0
    for walk in 1...Self.walks {
      guard let end = Self.walk(from: root, place: Double(walk) * Self.golden, pages) else { return nil }
      entries += end.entries
      leaves += end.leaves
    }
    self.entries = entries / Double(Self.walks)
    self.leaves = leaves / Double(Self.walks)
  }

  /// One walk; `place` says which child to take at each level.
  private static func walk(from root: Int, place: Double, _ pages: PageReader) -> (entries: Double, leaves: Double)? {
    var number = root
    var place = place - place.rounded(.down)
    var weight = 1.0
    var entries = 0.0
    for _ in 0..<deepest {
      guard let page = pages.page(number) else { return nil }
      entries += page.entryCount * weight
      guard let childCount = page.childCount else { return (entries, weight) }
      weight *= Double(childCount)
      let scaled = place * Double(childCount)
      let child = min(Int(scaled), childCount - 1)
      place = scaled - Double(child)
      guard let next = page.child(child) else { return nil }
      number = next
    }
    return nil
  }
}

/// Reads pages of a database file by way of the connection that has it open.
private struct PageReader {
  private let file: UnsafeMutablePointer<sqlite3_file>
  private let pageSize: Int

  init?(of database: DatabaseName, pageSize: Int, in db: Database) {
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(db.sqliteConnection, database.description, SQLITE_FCNTL_FILE_POINTER, &pointer)
    guard code == SQLITE_OK, let pointer, pointer.pointee.pMethods != nil, pageSize >= 512 else { return nil }
    file = pointer
    self.pageSize = pageSize
  }

  /// - Returns: `nil` where the file ends before it, or it is no page of a b-tree.
  func page(_ number: Int) -> Page? {
    guard number > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: pageSize)
    let code = bytes.withUnsafeMutableBytes { buffer in
      file.pointee.pMethods.pointee.xRead?(
        file, buffer.baseAddress, Int32(pageSize), sqlite3_int64(number - 1) * sqlite3_int64(pageSize))
    }
    return code == SQLITE_OK ? Page(bytes, header: number == 1 ? 100 : 0) : nil
  }
}

/// A page of a b-tree, as SQLite's file format describes it.
private struct Page {
  private enum Kind: UInt8 {
    case indexInterior = 2
    case tableInterior = 5
    case indexLeaf = 10
    case tableLeaf = 13
  }

  private let bytes: [UInt8]
  private let header: Int
  private let kind: Kind
  private let cellCount: Int

  init?(_ bytes: [UInt8], header: Int) {
    guard let kind = Kind(rawValue: bytes[header]) else { return nil }
    self.bytes = bytes
    self.header = header
    self.kind = kind
    cellCount = Int(bytes[header + 3]) << 8 | Int(bytes[header + 4])
    // The array of cell pointers must fit: a page that is being written meanwhile may hold anything.
    guard header + 12 + 2 * cellCount <= bytes.count else { return nil }
  }

  /// The entries that the page itself holds. Inner pages of a table hold keys only, those of an index entries.
  var entryCount: Double { kind == .tableInterior ? 0 : Double(cellCount) }

  /// `nil` for a leaf.
  var childCount: Int? {
    switch kind {
    case .indexInterior, .tableInterior: cellCount + 1
    case .indexLeaf, .tableLeaf: nil
    }
  }

  /// The page number of a child from 0.
  func child(_ place: Int) -> Int? {
    guard place < cellCount else { return integer(at: header + 8) }
    let pointer = header + 12 + 2 * place
    return integer(at: Int(bytes[pointer]) << 8 | Int(bytes[pointer + 1]))
  }

  private func integer(at offset: Int) -> Int? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
  }
}
