public import Warehouse

/// The rows of a query, in memory, for a part of a page.
public struct Rows: Sendable {
  /// The names of the columns.
  public let columns: [String]
  /// The values, row by row.
  public let values: [[SQLValue]]
  /// Whether there were more rows than were read.
  public let isCut: Bool

  /// Creates rows.
  public init(columns: [String], values: [[SQLValue]], isCut: Bool = false) {
    self.columns = columns
    self.values = values
    self.isCut = isCut
  }

  /// No rows.
  public static let none = Rows(columns: [], values: [])

  /// Reads all rows of a cursor.
  public init(_ cursor: QueryCursor) throws {
    self.init(columns: cursor.columnNames, values: try cursor.allRows())
  }

  /// Reads the first rows of a cursor.
  /// - Parameters:
  ///   - limit: at most so many rows.
  ///   - bytes: no further row once the texts and blobs that were read have so many bytes.
  public init(_ cursor: QueryCursor, limit: Int, bytes: Int = 8 << 20) throws {
    var values: [[SQLValue]] = []
    var size = 0
    var isCut = false
    while try cursor.step() {
      guard values.count < limit, size < bytes else {
        isCut = true
        break
      }
      let row = cursor.row()
      for value in row {
        switch value {
        case .text(let text): size += text.utf8.count
        case .blob(let blob): size += blob.count
        case .null, .integer, .real: size += 8
        }
      }
      values.append(row)
    }
    self.init(columns: cursor.columnNames, values: values, isCut: isCut)
  }

  var isEmpty: Bool { values.isEmpty }

  private func index(_ column: String) -> Int? { columns.firstIndex(of: column) }

  /// The numbers of a column; NaN where a row has none.
  func numbers(_ column: String) -> [Double] {
    guard let index = index(column) else { return [] }
    return values.map { Self.number($0[index]) ?? .nan }
  }

  /// The texts of a column, as people read them.
  func texts(_ column: String) -> [String] {
    guard let index = index(column) else { return [] }
    return values.map { Self.text($0[index]) }
  }

  /// The text of a column in the first row; empty where there is none.
  func first(_ column: String) -> String { prefix(1).texts(column).first ?? "" }

  /// The rows for which `condition` holds of the text in a column.
  func filter(_ column: String, _ condition: (String) -> Bool) -> Rows {
    guard let index = index(column) else { return Rows(columns: columns, values: []) }
    return Rows(columns: columns, values: values.filter { condition(Self.text($0[index])) })
  }

  /// The first rows.
  func prefix(_ count: Int) -> Rows { Rows(columns: columns, values: Array(values.prefix(count))) }

  /// The rows from the last to the first.
  func reversed() -> Rows { Rows(columns: columns, values: values.reversed()) }

  /// Only the named columns, as far as they are there.
  func selecting(_ names: [String]) -> Rows {
    let indices = names.compactMap(index)
    return Rows(columns: indices.map { columns[$0] }, values: values.map { row in indices.map { row[$0] } })
  }

  /// All columns but the named ones.
  func dropping(_ names: [String]) -> Rows { selecting(columns.filter { !names.contains($0) }) }

  static func number(_ value: SQLValue) -> Double? {
    switch value {
    case .integer(let integer): Double(integer)
    case .real(let number): number
    case .null, .text, .blob: nil
    }
  }

  static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: ""
    case .integer(let integer): String(integer)
    case .real(let number): readable(number)
    case .text(let text): text
    case .blob(let bytes): "\(bytes.count) bytes"
    }
  }

  /// The value with all its digits.
  static func exactText(_ value: SQLValue) -> String {
    if case .real(let number) = value { "\(number)" } else { text(value) }
  }

  /// At most six significant digits; very large and small numbers with an exponent.
  private static func readable(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return number == 0 ? "0" : "\(number)" }
    var scale = 1.0
    var magnitude = number.magnitude
    while magnitude < 100_000, scale < 1e12 {
      magnitude *= 10
      scale *= 10
    }
    guard number.magnitude < 1e15, number.magnitude >= 1e-6 else { return "\(number)" }
    let rounded = (number * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
