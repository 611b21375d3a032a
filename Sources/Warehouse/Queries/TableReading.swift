public import Columns
import Foundation
import GRDB
import Synchronization

extension ColumnReader {
  /// Reads a table into columns, two halves of it at once on two connections.
  ///
  /// Both readers begin while a brief write lock on the table's file is held, so that they see the same state. A table
  /// without rowids, a view, a small table, or a file that cannot be locked is read on one connection.
  /// - Parameters:
  ///   - columns: the columns in the order of the result; all of them where `nil`.
  /// - Returns: the rows in the order of their rowids.
  public static func read(
    _ table: TableName, columns: [String]? = nil, precision: Precision = .exact, in warehouse: Warehouse
  ) throws -> ColumnTable {
    let names = columns?.map(Identifier.quoted).joined(separator: ", ") ?? "*"
    let sql = "SELECT \(names) FROM \(table.sql)"
    guard let halves = try halves(of: table, columns: columns, precision: precision, in: warehouse) else {
      return try read(QuerySession(warehouse, for: sql).prepare(sql, origin: "table \(table)"), precision: precision)
    }
    let didLock = try lockedBriefly(table, in: warehouse) {
      for half in halves { try half.begin(in: warehouse) }
    }
    guard didLock else {
      let whole = "\(sql) ORDER BY rowid"
      return try read(
        QuerySession(warehouse, for: whole).prepare(whole, origin: "table \(table)"), precision: precision)
    }
    onTwoThreads({ halves[0].finish() }, { halves[1].finish() })
    return try joined(halves)
  }

  /// The two halves of a table of more than 20,000 rowids, or `nil`.
  private static func halves(
    of table: TableName, columns: [String]?, precision: Precision, in warehouse: Warehouse
  ) throws -> [PartReader]? {
    try warehouse.read([table.database]) { db in
      guard let range = try? Row.fetchOne(db, sql: "SELECT min(rowid), max(rowid) FROM \(table.sql)"),
        let low = range[0] as Int64?, let high = range[1] as Int64?, high > low,
        high.subtractingReportingOverflow(low).overflow == false,
        high - low > 20_000
      else { return nil }
      let all = try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid",
        arguments: [table.table, table.database.description])
      let names = columns ?? all
      // A column of that name would stand for the row's own number.
      guard !names.isEmpty, names.count <= PartReader.columnLimit, !all.contains(where: { $0.lowercased() == "rowid" })
      else { return nil }
      let middle = low + (high - low) / 2
      return [low...middle, (middle + 1)...high].map {
        PartReader(table, columns: names, rowids: $0, isSingle: precision == .single)
      }
    }
  }

  /// The columns of both halves, each column joined by the thread that comes to it first.
  private static func joined(_ halves: [PartReader]) throws -> ColumnTable {
    let parts = OwnedParts(try halves.map { try $0.sinks() })
    let columnCount = parts.sinks[0].names.count
    let next = Mutex(0)
    let columns = Mutex([Result<Columns.Column, any Error>?](repeating: nil, count: columnCount))
    let join: @Sendable () -> Void = {
      while true {
        let column = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard column < columnCount else { return }
        let joined = Result { try ColumnSinks.joined(column, of: parts.sinks) }
        columns.withLock { $0[column] = joined }
      }
    }
    let ended = DispatchSemaphore(value: 0)
    onTwoThreads(join) {
      join()
      ended.signal()
    }
    ended.wait()
    return try ColumnTable(columns.withLock { $0 }.compactMap { try $0?.get() })
  }

  /// The sinks of both halves, of which each thread takes other columns: hence `@unchecked Sendable`.
  private struct OwnedParts: @unchecked Sendable {
    let sinks: [ColumnSinks]
    init(_ sinks: [ColumnSinks]) { self.sinks = sinks }
  }

  private static func onTwoThreads(_ first: () -> Void, _ second: @escaping @Sendable () -> Void) {
    let thread = Thread(block: second)
    thread.stackSize = 1 << 20
    thread.start()
    first()
  }

  private static func lockedBriefly(
    _ table: TableName, in warehouse: Warehouse, _ body: () throws -> Void
  ) throws -> Bool {
    do {
      try warehouse.write(table.database) { _ in try body() }
      return true
    } catch let error as WarehouseError where error.code == "read-only" {
      return false
    }
  }
}
