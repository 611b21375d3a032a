/// A value as a source gives it. Bytes are views of the source's memory: valid until it moves to its next row.
enum Cell {
  case null
  case integer(Int64)
  case real(Double)
  /// Text of a source that knows types, such as a query.
  case text(UnsafeRawBufferPointer)
  /// Text of a source that has nothing but text, such as a CSV file.
  case field(UnsafeRawBufferPointer)
  case blob(byteCount: Int)

  /// The value as text for messages and for the file of rejected rows; `nil` for NULL.
  var description: String? {
    switch self {
    case .null: nil
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let bytes), .field(let bytes): String(decoding: bytes, as: UTF8.self)
    case .blob(let count): "[\(count) bytes]"
    }
  }
}

/// A value as a group's table holds it.
enum StoredValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(UnsafeRawBufferPointer)
}

/// Rows on their way into a group.
protocol RecordRows: AnyObject {
  /// The names of the columns.
  var columns: [String] { get }
  /// Whether rows that cannot be taken apart are handed out, with ``malformed`` and without cells, rather than thrown.
  var keepsMalformed: Bool { get }
  /// Whether rows can be malformed at all.
  var mayBeMalformed: Bool { get }
  /// What is wrong with the current row, where it could not be taken apart.
  var malformed: MalformedRow? { get }
  /// Where the rows come from, for messages and the ledger.
  var origin: String { get }
  /// What the lineage of the batch is told, complete when all rows were read.
  var source: BatchSource? { get }
  /// How its author adds a feature that has no column.
  func remedy(forMissing feature: String) -> String
  /// Moves to the next row; `false` after the last one.
  func next() throws -> Bool
  /// A value of the current row.
  func cell(_ column: Int) -> Cell
  /// The current row in words: `row 3` or `line 4`.
  var place: String { get }
}

extension RecordRows {
  var keepsMalformed: Bool { false }
  var mayBeMalformed: Bool { keepsMalformed }
  var malformed: MalformedRow? { nil }
}

/// A row that could not be taken apart into fields.
struct MalformedRow {
  /// What is wrong with it; `column` is empty where it is nothing in particular.
  let complaint: ValueComplaint
  /// The row as it stands in its file.
  let text: String
}
