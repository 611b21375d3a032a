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
    var builders = cursor.columnNames.map { ColumnBuilder(name: $0, isSingle: precision == .single) }
    while try cursor.step() {
      for column in builders.indices {
        switch cursor.kind(column) {
        case SQLITE_INTEGER: try builders[column].append(cursor.integer(column))
        case SQLITE_FLOAT: try builders[column].append(cursor.real(column))
        case SQLITE_TEXT: try cursor.withText(column) { try builders[column].append(utf8: $0) }
        case SQLITE_NULL: builders[column].appendMissing()
        default: throw builders[column].mismatch("a blob")
        }
      }
    }
    return try ColumnTable(builders.map { $0.finish() })
  }
}
