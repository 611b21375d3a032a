import Foundation
import GRDBSQLite

/// Reads a range of a table's rowids on a connection and, if need be, a thread of its own.
///
/// An aggregate function takes all columns of each row as its arguments: SQLite hands rows to it without leaving its loop,
/// which takes two thirds of the time of stepping through them.
///
/// Invariant behind `@unchecked Sendable`: `begin` is called before the thread starts, `finish` by exactly one thread, and
/// `sinks` waits until that one is done.
final class PartReader: @unchecked Sendable {
  /// SQLite's limit for the arguments of a function.
  static let columnLimit = 127

  private let table: TableName
  private let columns: [String]
  private let rowids: ClosedRange<Int64>
  private let isSingle: Bool
  private let done = DispatchSemaphore(value: 0)
  /// Holds the state of the file that this part reads.
  private var snapshot: QueryCursor?
  private var aggregate: QueryCursor?
  private var gathering: RowGathering?
  private var outcome: Result<ColumnSinks, any Error>?

  init(_ table: TableName, columns: [String], rowids: ClosedRange<Int64>, isSingle: Bool) {
    self.table = table
    self.columns = columns
    self.rowids = rowids
    self.isSingle = isSingle
  }

  /// Opens a snapshot: a statement that has begun holds the state of the file for all that follow on its connection.
  func begin(in warehouse: Warehouse) throws {
    let session = try QuerySession(warehouse, databases: [table.database])
    // Rowids can be sparse: no more is set aside than a million rows need.
    let capacity = Int(min(rowids.upperBound - rowids.lowerBound, 1 << 20)) + 1
    let gathering = RowGathering(ColumnSinks(columns, isSingle: isSingle, capacity: capacity))
    gathering.define("gather_rows", on: session)
    let names = columns.map(Identifier.quoted).joined(separator: ", ")
    let origin = "table \(table)"
    let snapshot = try session.prepare("SELECT rowid FROM \(table.sql)", origin: origin)
    try snapshot.openSnapshot()
    // Rows come in the order of their rowids: no index may be read instead.
    aggregate = try session.prepare(
      "SELECT gather_rows(\(names)) FROM \(table.sql) NOT INDEXED WHERE rowid BETWEEN :first AND :last", origin: origin,
      parameters: ["first": .integer(rowids.lowerBound), "last": .integer(rowids.upperBound)])
    self.snapshot = snapshot
    self.gathering = gathering
  }

  /// Reads all rows.
  func finish() {
    defer { done.signal() }
    outcome = Result {
      guard let aggregate, let gathering else { return ColumnSinks([], isSingle: isSingle, capacity: 0) }
      do {
        _ = try aggregate.step()
      } catch {
        throw gathering.failure ?? error
      }
      return gathering.sinks
    }
    aggregate = nil
    snapshot = nil
  }

  /// What was read.
  func sinks() throws -> ColumnSinks {
    done.wait()
    guard let outcome else { return ColumnSinks([], isSingle: isSingle, capacity: 0) }
    return try outcome.get()
  }
}
