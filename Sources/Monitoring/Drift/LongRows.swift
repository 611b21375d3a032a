import Columns
import Warehouse

/// Rows that a script gives one value a line, for columns that only the data knows: `row_number`, `column_name`, `value`.
struct LongRows {
  static let columnNames = ["row_number", "column_name", "value"]

  private var places: [Int64: Int] = [:]
  private var numbers: [String: Int] = [:]
  private var names: [String] = []
  private var columns: [[SQLValue]] = []

  /// Reads a cursor with the three columns to its end. A row that a column has no line for lacks that value.
  static func table(_ cursor: QueryCursor) throws -> ColumnTable {
    var rows = LongRows()
    while try cursor.step() {
      guard case .integer(let row) = cursor.value(0), case .text(let name) = cursor.value(1) else { continue }
      rows.add(cursor.value(2), to: name, at: row)
    }
    return try rows.table()
  }

  private mutating func add(_ value: SQLValue, to name: String, at row: Int64) {
    let place = places[row] ?? places.count
    places[row] = place
    let number = numbers[name] ?? columns.count
    if number == columns.count {
      numbers[name] = number
      names.append(name)
      columns.append([])
    }
    while columns[number].count <= place { columns[number].append(.null) }
    columns[number][place] = value
  }

  private func table() throws -> ColumnTable {
    try ColumnTable(
      zip(names, columns).map { name, values in
        let missing = Array(repeating: SQLValue.null, count: places.count - values.count)
        return Self.column(name, values + missing)
      })
  }

  /// Numbers, or text where any value is text.
  private static func column(_ name: String, _ values: [SQLValue]) -> Columns.Column {
    let isText = values.contains { if case .text = $0 { true } else { false } }
    if isText {
      return Column(
        name,
        texts: values.map { value in
          switch value {
          case .text(let text): text
          case .integer(let number): String(number)
          case .real(let number): String(number)
          case .null, .blob: nil
          }
        })
    }
    return Column(
      name,
      numbers: values.map { value in
        switch value {
        case .integer(let number): Double(number)
        case .real(let number): number
        case .null, .text, .blob: nil
        }
      })
  }
}
