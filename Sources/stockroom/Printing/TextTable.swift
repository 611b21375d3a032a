import Foundation
import Warehouse

/// Rows in aligned columns: numbers to the right, text to the left.
///
/// The widths come from the header and the first thousand rows; a wider value further down pushes its line, it is never cut.
struct TextTable {
  enum Style { case lines, markdown }

  let style: Style
  private static let sample = 1000

  /// Prints the rows of a cursor as they come.
  func write(_ cursor: QueryCursor) throws -> Int {
    var head: [[SQLValue]] = []
    while head.count < Self.sample, try cursor.step() { head.append(cursor.row()) }
    let layout = Layout(columns: cursor.columnNames, rows: head)
    var output = OutputBuffer()
    try writeHeader(layout, to: &output)
    for row in head { try output.addLine(line(row, layout)) }
    var count = head.count
    if head.count == Self.sample {
      while try cursor.step() {
        try output.addLine(line(cursor.row(), layout))
        count += 1
      }
    }
    try output.flush()
    return count
  }

  /// Prints rows that are in memory.
  func write(columns: [String], rows: [[SQLValue]]) throws {
    let layout = Layout(columns: columns, rows: rows)
    var output = OutputBuffer()
    try writeHeader(layout, to: &output)
    for row in rows { try output.addLine(line(row, layout)) }
    try output.flush()
  }

  private struct Layout {
    let columns: [String]
    let widths: [Int]
    let isNumeric: [Bool]

    init(columns: [String], rows: [[SQLValue]]) {
      self.columns = columns
      widths = columns.indices.map { column in
        rows.reduce(columns[column].count) { max($0, TextTable.cell($1[column]).count) }
      }
      isNumeric = columns.indices.map { column in
        rows.contains { $0[column] != .null }
          && rows.allSatisfy { row in
            switch row[column] {
            case .integer, .real, .null: true
            case .text, .blob: false
            }
          }
      }
    }
  }

  private func writeHeader(_ layout: Layout, to output: inout OutputBuffer) throws {
    let names = layout.columns.indices.map { pad(layout.columns[$0], $0, layout) }
    let rule = layout.widths.map { String(repeating: style == .lines ? "─" : "-", count: max($0, 3)) }
    switch style {
    case .lines:
      try output.addLine(trimmed(names.joined(separator: "  ")))
      try output.addLine(layout.widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    case .markdown:
      try output.addLine("| \(names.joined(separator: " | ")) |")
      try output.addLine(
        "|\(zip(rule, layout.isNumeric).map { " \($0.0.dropLast())\($0.1 ? ":" : "-") " }.joined(separator: "|"))|")
    }
  }

  private func line(_ row: [SQLValue], _ layout: Layout) -> String {
    let cells = row.indices.map { column in
      let text = Self.cell(row[column])
      return pad(style == .markdown ? text.replacing("|", with: "\\|") : text, column, layout)
    }
    return style == .lines ? trimmed(cells.joined(separator: "  ")) : "| \(cells.joined(separator: " | ")) |"
  }

  private func pad(_ text: String, _ column: Int, _ layout: Layout) -> String {
    let minimum = style == .markdown ? max(3, layout.widths[column]) : layout.widths[column]
    let space = String(repeating: " ", count: max(0, minimum - text.count))
    return layout.isNumeric[column] ? space + text : text + space
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Text on one line, without control characters that could move a terminal's cursor.
  private static func cell(_ value: SQLValue) -> String {
    guard case .text(let text) = value else { return ValueText.plain(value) }
    guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}
