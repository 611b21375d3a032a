import CSV
import GRDBSQLite

/// A batch of records as a virtual table of SQLite.
///
/// Invariants of this unsafe kernel: between `begin` and `end` the views are of one batch that lives, and SQLite reads them on
/// the thread that steps the statement. A cursor begins with SQLite's own part, as its interface demands.
struct RowFeed {
  /// The name of the table, which needs no CREATE.
  static let name = "incoming_csv_records"
  /// SQLITE_STATIC: the bytes stay where they are until the step has ended.
  private static let staticText = unsafeBitCast(0, to: sqlite3_destructor_type.self)

  let columnCount: Int
  /// The row that is read now.
  private(set) var row = 0
  private var rows: CSVRows?
  private var rowCount = 0
  private var numbers: UnsafePointer<UInt64>?
  private var types: UnsafePointer<CSVColumnType>?

  init(columnCount: Int) { self.columnCount = columnCount }

  /// Hands out the fields of a batch from now on.
  mutating func begin(
    _ rows: CSVRows, _ numbers: UnsafeBufferPointer<UInt64>, _ types: UnsafeBufferPointer<CSVColumnType>
  ) {
    precondition(types.count == columnCount && numbers.count >= rows.count * columnCount)
    precondition(rows.columnCount == columnCount)
    self.rows = rows
    self.numbers = numbers.baseAddress
    self.types = types.baseAddress
    rowCount = rows.count
    row = 0
  }

  /// Forgets the batch, but not the row.
  mutating func end() {
    rows = nil
    numbers = nil
    types = nil
    rowCount = 0
  }

  /// Makes the table known to a connection; `feed` must live until it is removed.
  static func define(on connection: OpaquePointer, _ feed: UnsafeMutablePointer<RowFeed>) -> CInt {
    sqlite3_create_module_v2(connection, name, module, feed, nil)
  }

  /// Makes a connection forget the table.
  static func remove(from connection: OpaquePointer) {
    sqlite3_create_module_v2(connection, name, nil, nil, nil)
  }

  @inline(__always)
  private func result(_ context: OpaquePointer?, _ column: Int) {
    guard let rows, let numbers, let types else { return }
    let field = rows[row, column]
    if field.isNull {
      sqlite3_result_null(context)
      return
    }
    let bits = numbers[row &* columnCount &+ column]
    switch types[column] {
    case .integer: sqlite3_result_int64(context, Int64(bitPattern: bits))
    case .real: sqlite3_result_double(context, Double(bitPattern: bits))
    case .text:
      sqlite3_result_text(
        context, field.bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(field.bytes.count), Self.staticText)
    }
  }

  private struct Table {
    var base = sqlite3_vtab()
    let feed: UnsafeMutablePointer<RowFeed>
  }

  private struct Cursor {
    var base = sqlite3_vtab_cursor()
    let feed: UnsafeMutablePointer<RowFeed>
  }

  @inline(__always)
  private static func feed(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<RowFeed> {
    UnsafeMutableRawPointer(cursor.unsafelyUnwrapped).assumingMemoryBound(to: Cursor.self).pointee.feed
  }

  /// Written once, before the first use, and only read from then on.
  nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
    var module = sqlite3_module()
    // Without xCreate the table is there under its name, and CREATE VIRTUAL TABLE cannot make another.
    module.xConnect = { connection, data, _, _, table, _ in
      guard let connection, let data, let table else { return SQLITE_MISUSE }
      let feed = data.assumingMemoryBound(to: RowFeed.self)
      let names = (0..<feed.pointee.columnCount).map { "c\($0)" }.joined(separator: ", ")
      let code = sqlite3_declare_vtab(connection, "CREATE TABLE records (\(names))")
      guard code == SQLITE_OK else { return code }
      let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
      made.initialize(to: Table(feed: feed))
      table.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
      return SQLITE_OK
    }
    module.xBestIndex = { _, _ in SQLITE_OK }
    module.xDisconnect = { table in
      UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
      return SQLITE_OK
    }
    module.xOpen = { table, cursor in
      guard let table, let cursor else { return SQLITE_MISUSE }
      let feed = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Table.self).pointee.feed
      let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
      made.initialize(to: Cursor(feed: feed))
      cursor.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
      return SQLITE_OK
    }
    module.xClose = { cursor in
      UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
      return SQLITE_OK
    }
    module.xFilter = { cursor, _, _, _, _ in
      RowFeed.feed(cursor).pointee.row = 0
      return SQLITE_OK
    }
    module.xNext = { cursor in
      RowFeed.feed(cursor).pointee.row &+= 1
      return SQLITE_OK
    }
    module.xEof = { cursor in
      let feed = RowFeed.feed(cursor)
      return feed.pointee.row >= feed.pointee.rowCount ? 1 : 0
    }
    module.xColumn = { cursor, context, column in
      RowFeed.feed(cursor).pointee.result(context, Int(column))
      return SQLITE_OK
    }
    module.xRowid = { cursor, rowid in
      rowid?.pointee = Int64(RowFeed.feed(cursor).pointee.row)
      return SQLITE_OK
    }
    let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    place.initialize(to: module)
    return UnsafePointer(place)
  }()
}
