import CSV
import Columns
import Warehouse

extension RowPrinter {
  /// Prints columns that are in memory.
  static func print(_ table: ColumnTable, as format: RowFormat) throws {
    if format == .csv { return try TableExport.write(table, to: .standardOutput) }
    let rows = (0..<table.rowCount).map { row in table.columns.map { $0.value(at: row) } }
    try print(columns: table.names, rows: rows, as: format)
  }
}

extension Column {
  /// The value of a row as SQLite has it.
  fileprivate func value(at row: Int) -> SQLValue {
    guard holdsValue(at: row) else { return .null }
    return switch values {
    case .integer(let values): .integer(values[row])
    case .real(let values): .real(values[row])
    case .single(let values): .real(Double(values[row]))
    case .text(let text): .text(text.values[Int(text.codes[row])])
    }
  }
}
