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
    guard let middle = try middleRowid(of: table, in: warehouse) else {
      return try read(QuerySession(warehouse, for: sql).prepare(sql, origin: "table \(table)"), precision: precision)
    }
    let halves = [
      HalfReader(sql: "\(sql) WHERE rowid < :middle ORDER BY rowid", middle: middle, precision: precision),
      HalfReader(sql: "\(sql) WHERE rowid >= :middle ORDER BY rowid", middle: middle, precision: precision),
    ]
    let didLock = try lockedBriefly(table, in: warehouse) {
      for half in halves { try half.begin(table, in: warehouse) }
    }
    guard didLock else {
      let whole = "\(sql) ORDER BY rowid"
      return try read(
        QuerySession(warehouse, for: whole).prepare(whole, origin: "table \(table)"), precision: precision)
    }
    let thread = Thread { halves[1].finish() }
    thread.stackSize = 1 << 20
    thread.start()
    halves[0].finish()
    let parts = try halves.map { try $0.result() }
    return try parts[0].appending(parts[1])
  }

  /// The rowid that halves a table of more than 20,000 rowids, or `nil`.
  private static func middleRowid(of table: TableName, in warehouse: Warehouse) throws -> Int64? {
    try warehouse.read([table.database]) { db in
      guard let range = try? Row.fetchOne(db, sql: "SELECT min(rowid), max(rowid) FROM \(table.sql)"),
        let low = range[0] as Int64?, let high = range[1] as Int64?, high - low > 20_000
      else { return nil }
      return low + (high - low) / 2
    }
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
