import Foundation
import Warehouse

/// Rows as a JSON array of objects, a row a line. Numbers that JSON lacks are null.
enum JSONRows {
  static func write(_ cursor: QueryCursor) throws -> Int {
    let names = cursor.columnNames.map(quoted)
    var output = OutputBuffer()
    var count = 0
    while try cursor.step() {
      try output.add((count == 0 ? "[\n" : ",\n") + object(names, cursor.row()))
      count += 1
    }
    try output.add(count == 0 ? "[]\n" : "\n]\n")
    try output.flush()
    return count
  }

  static func write(columns: [String], rows: [[SQLValue]]) throws {
    let names = columns.map(quoted)
    var output = OutputBuffer()
    try output.add(rows.isEmpty ? "[]\n" : "[\n" + rows.map { object(names, $0) }.joined(separator: ",\n") + "\n]\n")
    try output.flush()
  }

  /// One object: the values of a row, and under `list` an array of the rows of another table.
  static func write(
    columns: [String], row: [SQLValue], list: String, columns listed: [String], rows: [[SQLValue]]
  ) throws {
    let names = listed.map(quoted)
    let objects = rows.map { object(names, $0) }.joined(separator: ",\n")
    let values = zip(columns, row).map { "\(quoted($0)):\(text($1))" } + ["\(quoted(list)):[\n\(objects)\n]"]
    var output = OutputBuffer()
    try output.add("{\(values.joined(separator: ","))}\n")
    try output.flush()
  }

  private static func object(_ names: [String], _ row: [SQLValue]) -> String {
    "{" + zip(names, row).map { "\($0):\(text($1))" }.joined(separator: ",") + "}"
  }

  private static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let integer): String(integer)
    case .real(let number): number.isFinite ? String(number) : "null"
    case .text(let text): quoted(text)
    case .blob(let bytes): "\"\(Data(bytes).base64EncodedString())\""
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
