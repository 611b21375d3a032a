public import CSV
import GRDBSQLite

/// Writes the result of a query as CSV.
public enum TableExport {
  /// Writes all rows of `cursor` with a header, also where there is no row. A file appears whole or not at all.
  /// - Returns: the number of rows.
  @discardableResult
  public static func write(_ cursor: QueryCursor, to output: CSVOutput) throws -> Int {
    let writer = try CSVWriter(output, columns: cursor.columnNames)
    let columns = cursor.columnNames.indices
    while try cursor.step() {
      for column in columns {
        switch cursor.kind(column) {
        case SQLITE_INTEGER: writer.append(cursor.integer(column))
        case SQLITE_FLOAT: writer.append(cursor.real(column))
        case SQLITE_TEXT: cursor.withText(column) { writer.append(utf8: $0) }
        case SQLITE_NULL: writer.appendNull()
        default: writer.append("[\(cursor.byteCount(column)) bytes]")
        }
      }
      try writer.endRow()
    }
    try writer.finish()
    return writer.rowCount
  }
}
