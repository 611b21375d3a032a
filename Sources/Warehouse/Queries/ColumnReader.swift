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
    let sinks = ColumnSinks(cursor.columnNames, isSingle: precision == .single, capacity: 1024)
    while try cursor.step() {
      for column in sinks.names.indices {
        let sink = sinks.sinks + column
        let isTaken: Bool
        switch cursor.kind(column) {
        case SQLITE_INTEGER: isTaken = sink.pointee.append(cursor.integer(column))
        case SQLITE_FLOAT: isTaken = sink.pointee.append(cursor.real(column))
        case SQLITE_TEXT:
          isTaken = cursor.withText(column) { text in
            text.baseAddress.map { sink.pointee.append(utf8: $0, text.count) } ?? false
          }
        case SQLITE_NULL:
          sink.pointee.appendMissing()
          isTaken = true
        default: throw sinks.mismatch(column, "a blob")
        }
        guard isTaken else {
          let text = cursor.withText(column) { String(decoding: $0, as: UTF8.self) }
          throw sinks.mismatch(
            column, sink.pointee.kind == .text ? "the number \(text) among text" : "the text \"\(text)\" among numbers")
        }
      }
    }
    return try ColumnTable(sinks.names.indices.map(sinks.column))
  }
}
