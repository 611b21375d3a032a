import Columns
import Foundation

/// Reads one half of a table on a connection and, if need be, a thread of its own.
///
/// Invariant behind `@unchecked Sendable`: `begin` is called before the thread starts, `finish` by exactly one thread, and
/// `result` waits until that one is done.
final class HalfReader: @unchecked Sendable {
  private let sql: String
  private let middle: Int64
  private let precision: ColumnReader.Precision
  private let done = DispatchSemaphore(value: 0)
  private var cursor: QueryCursor?
  private var outcome: Result<ColumnTable, any Error>?

  init(sql: String, middle: Int64, precision: ColumnReader.Precision) {
    self.sql = sql
    self.middle = middle
    self.precision = precision
  }

  /// Opens a snapshot: the first step of the cursor reads the file, and the read lasts until its end.
  func begin(_ table: TableName, in warehouse: Warehouse) throws {
    let session = try QuerySession(warehouse, databases: [table.database])
    let cursor = try session.prepare(sql, origin: "table \(table)", parameters: ["middle": .integer(middle)])
    try cursor.openSnapshot()
    self.cursor = cursor
  }

  func finish() {
    defer { done.signal() }
    outcome = Result {
      guard let cursor else { return try ColumnTable([]) }
      return try ColumnReader.read(cursor, precision: precision)
    }
    cursor = nil
  }

  func result() throws -> ColumnTable {
    done.wait()
    guard let outcome else { return try ColumnTable([]) }
    return try outcome.get()
  }
}
