import CSV
import Foundation
import Warehouse

/// Prints the rows of a query on standard output.
enum RowPrinter {
  /// Prints all rows.
  /// - Parameter nothing: what to say where there are none, for people only; `nil` where the caller says it.
  /// - Returns: how many there were.
  static func print(_ cursor: QueryCursor, as format: RowFormat, nothing: String? = "no rows") throws -> Int {
    let count =
      switch format {
      case .csv: try TableExport.write(cursor, to: .standardOutput)
      case .json: try JSONRows.write(cursor)
      case .table: try TextTable(style: .lines).write(cursor)
      case .markdown: try TextTable(style: .markdown).write(cursor)
      }
    if count == 0, format.isForPeople, let nothing { Message.write(nothing) }
    return count
  }

  /// Prints rows that are in memory.
  /// - Parameter nothing: what to say where there are none, for people only.
  static func print(
    columns: [String], rows: [[SQLValue]], as format: RowFormat, nothing: String = "no rows"
  ) throws {
    defer { if rows.isEmpty, format.isForPeople { Message.write(nothing) } }
    switch format {
    case .csv:
      let writer = try CSVWriter(.standardOutput, columns: columns)
      for row in rows { try writer.appendRow(row.map { $0 == .null ? nil : ValueText.plain($0) }) }
      try writer.finish()
    case .json: try JSONRows.write(columns: columns, rows: rows)
    case .table: try TextTable(style: .lines).write(columns: columns, rows: rows)
    case .markdown: try TextTable(style: .markdown).write(columns: columns, rows: rows)
    }
  }
}

/// Values as people read them.
enum ValueText {
  static func plain(_ value: SQLValue) -> String {
    switch value {
    case .null: ""
    case .integer(let integer): String(integer)
    case .real(let number): String(number)
    case .text(let text): text
    case .blob(let bytes): "[\(bytes.count) bytes]"
    }
  }
}
