/// What is known of one column while its file is read.
struct ColumnState: Sendable {
  private(set) var type = CSVColumnType.integer
  private(set) var nullCount = 0
  private(set) var hasValue = false
  private(set) var mayBeDate = true
  private(set) var reason: InferredColumn.TextReason?
  /// The first integer that a double cannot be trusted with.
  private var wideInteger: InferredColumn.TextReason?

  /// The largest magnitude up to which every integer is a double.
  private static let widest: Int64 = 1 << 53

  /// Takes a column of a batch into account, and keeps its numbers as what the type is in the end: a batch in which the type
  /// changes keeps those before the change as what they were.
  /// - Parameter numbers: receives the number of row `i` at `i * columnCount`.
  mutating func observe(
    _ rows: CSVRows, column: Int, batch: CSVBatch, numbers: UnsafeMutablePointer<UInt64>? = nil
  ) {
    if !hasValue { type = .integer }
    var row = 0
    if type == .integer { row = observeIntegers(rows, column: column, batch: batch, numbers: numbers) }
    if type == .real { row = observeReals(rows, from: row, column: column, batch: batch, numbers: numbers) }
    if type == .text { observeTexts(rows, from: row, column: column) }
    if !hasValue { type = .text }
  }

  /// Goes on while the values are integers; returns the row at which they end.
  private mutating func observeIntegers(
    _ rows: CSVRows, column: Int, batch: CSVBatch, numbers: UnsafeMutablePointer<UInt64>?
  ) -> Int {
    for row in 0..<rows.count {
      let field = rows[row, column]
      if field.isNull {
        nullCount += 1
      } else if let value = CSVNumber.integer(field.bytes) {
        mayBeDate = false
        hasValue = true
        numbers?[row &* rows.columnCount] = UInt64(bitPattern: value)
        if value.magnitude > ColumnState.widest.magnitude && wideInteger == nil {
          wideInteger = found(field, at: row, batch, "an integer that no decimal number holds exactly")
        }
      } else {
        type = .real
        if let wideInteger, let number = DecimalForm(field.bytes), !number.isInteger {
          become(text: wideInteger)
        }
        return row
      }
    }
    return rows.count
  }

  private mutating func observeReals(
    _ rows: CSVRows, from start: Int, column: Int, batch: CSVBatch, numbers: UnsafeMutablePointer<UInt64>?
  ) -> Int {
    for row in start..<rows.count {
      let field = rows[row, column]
      if field.isNull {
        nullCount += 1
        continue
      }
      guard let number = DecimalForm(field.bytes), let value = CSVNumber.real(number, field.bytes) else {
        become(text: found(field, at: row, batch, ColumnState.cause(field)))
        return row
      }
      if number.isInteger && (number.digitCount > 19 || number.mantissa > UInt64(ColumnState.widest)) {
        become(text: found(field, at: row, batch, "an integer that no number type holds exactly here"))
        return row
      }
      mayBeDate = false
      hasValue = true
      numbers?[row &* rows.columnCount] = value.bitPattern
    }
    return rows.count
  }

  private mutating func observeTexts(_ rows: CSVRows, from start: Int, column: Int) {
    for row in start..<rows.count {
      let field = rows[row, column]
      if field.isNull {
        nullCount += 1
      } else {
        hasValue = true
        if mayBeDate && !CSVDate.isDate(field.bytes) { mayBeDate = false }
      }
    }
  }

  private mutating func become(text reason: InferredColumn.TextReason) {
    type = .text
    self.reason = reason
  }

  private func found(_ field: CSVField, at row: Int, _ batch: CSVBatch, _ cause: String) -> InferredColumn.TextReason {
    let value = String((field.string ?? "").unicodeScalars.prefix(60).map(Character.init))
    return InferredColumn.TextReason(line: batch.line(ofRow: row), value: value, cause: cause)
  }

  /// Why a value is no number, in words.
  private static func cause(_ field: CSVField) -> String {
    let digits = field.bytes.drop { $0 == UInt8(ascii: "-") }
    if field.bytes.isEmpty { return "empty text" }
    if digits.first == UInt8(ascii: "0") && digits.dropFirst().allSatisfy({ $0 >= 48 && $0 <= 57 || $0 == 46 }) {
      return "a leading zero"
    }
    if DecimalForm(field.bytes) != nil { return "a number beyond the range of decimal numbers" }
    return "not a number"
  }
}
