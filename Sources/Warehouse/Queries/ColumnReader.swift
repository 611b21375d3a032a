public import Columns
import GRDBSQLite

/// Reads the result of a query into columns: the way of the numbers from SQLite to the trainer.
public enum ColumnReader {
  /// How numbers are kept.
  public enum Precision: Sendable {
    /// INTEGER as 64-bit integers, REAL in double precision.
    case exact
    /// Every number in single precision: half the memory, and what gradient boosting splits on.
    case single
  }

  /// Reads all rows that are left of `cursor`.
  ///
  /// The type of a column follows from its values: integers, numbers (as soon as one is REAL), or text. NULL is a missing
  /// value; a column in which nothing else was found is numeric.
  /// - Throws: ``WarehouseError`` for a column that mixes text and numbers, or holds blobs.
  public static func read(_ cursor: QueryCursor, precision: Precision = .exact) throws -> ColumnTable {
    let sinks = cursor.columnNames.map { ColumnSink(name: $0, isSingle: precision == .single, capacity: 1024) }
    while try cursor.step() {
      for (column, sink) in sinks.enumerated() {
        switch cursor.kind(column) {
        case SQLITE_INTEGER: try sink.append(cursor.integer(column))
        case SQLITE_FLOAT: try sink.append(cursor.real(column))
        case SQLITE_TEXT: try cursor.withText(column) { try sink.append(utf8: $0) }
        case SQLITE_NULL: sink.appendMissing()
        default: throw sink.mismatch("a blob")
        }
      }
    }
    return try ColumnTable(sinks.map { try ColumnSink.joined([$0]) })
  }
}
