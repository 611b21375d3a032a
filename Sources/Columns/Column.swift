/// The values of a column, all of one type, one per row. Rows that the column's validity marks as missing hold 0, or the
/// code 0 in text.
public enum ColumnValues: Sendable, Equatable {
  /// 64-bit integers, SQLite's INTEGER.
  case integer([Int64])
  /// Double precision numbers, SQLite's REAL.
  case real([Double])
  /// Single precision numbers, half the memory: what gradient boosting splits on.
  case single([Float])
  /// Text, stored once per distinct value.
  case text(DictionaryText)

  /// The number of rows.
  public var count: Int {
    switch self {
    case .integer(let values): values.count
    case .real(let values): values.count
    case .single(let values): values.count
    case .text(let text): text.codes.count
    }
  }
}

/// A named, typed column with a validity bitmap.
public struct Column: Sendable, Equatable {
  /// The name of the column in its table.
  public var name: String
  /// The values, one per row.
  public let values: ColumnValues
  /// Which rows hold a value, or `nil` where all of them do.
  public let validity: Validity?

  /// Creates a column. `validity` may be complete; it is then dropped. It must have as many rows as `values`.
  public init(_ name: String, _ values: ColumnValues, validity: Validity? = nil) {
    precondition(validity == nil || validity?.count == values.count, "one validity bit per row")
    self.name = name
    self.values = values
    self.validity = validity.flatMap { $0.isComplete ? nil : $0 }
  }

  /// Creates a column of numbers in which `nil` is a missing value.
  public init(_ name: String, numbers: [Double?]) {
    var validity = Validity()
    for number in numbers { validity.append(number != nil) }
    self.init(name, .real(numbers.map { $0 ?? 0 }), validity: validity)
  }

  /// Creates a column of text in which `nil` is a missing value.
  public init(_ name: String, texts: [String?]) {
    var validity = Validity()
    var encoded = DictionaryText()
    for text in texts {
      validity.append(text != nil)
      if let text { encoded.append(text) } else { encoded.appendMissing() }
    }
    self.init(name, .text(encoded), validity: validity)
  }

  /// The number of rows.
  public var count: Int { values.count }
  /// The number of rows that hold no value.
  public var missingCount: Int { validity?.missingCount ?? 0 }
  /// Whether the column holds numbers.
  public var isNumeric: Bool { if case .text = values { false } else { true } }

  /// Whether `row` holds a value.
  public func holdsValue(at row: Int) -> Bool { validity.map { $0[row] } ?? true }

  /// The rows as double precision numbers with NaN for a missing value; `nil` for a column of text.
  public var doubles: [Double]? {
    var numbers: [Double]
    switch values {
    case .integer(let values): numbers = values.map(Double.init)
    case .real(let values): numbers = values
    case .single(let values): numbers = values.map(Double.init)
    case .text: return nil
    }
    if let validity {
      for row in numbers.indices where !validity[row] { numbers[row] = .nan }
    }
    return numbers
  }

  /// The rows as single precision numbers with NaN for a missing value; `nil` for a column of text.
  public var floats: [Float]? {
    var numbers: [Float]
    switch values {
    case .integer(let values): numbers = values.map(Float.init)
    case .real(let values): numbers = values.map(Float.init)
    case .single(let values): numbers = values
    case .text: return nil
    }
    if let validity {
      for row in numbers.indices where !validity[row] { numbers[row] = .nan }
    }
    return numbers
  }

  /// The same column with its numbers in single precision; one of text as it is.
  public var inSinglePrecision: Column {
    let single: ColumnValues =
      switch values {
      case .integer(let values): .single(values.map(Float.init))
      case .real(let values): .single(values.map(Float.init))
      case .single, .text: values
      }
    return Column(name, single, validity: validity)
  }

  /// The value of `row` as text, or `nil` where it is missing. Integers print without a decimal point.
  public func text(at row: Int) -> String? {
    guard holdsValue(at: row) else { return nil }
    return switch values {
    case .integer(let values): String(values[row])
    case .real(let values): String(values[row])
    case .single(let values): String(values[row])
    case .text(let text): text.values[Int(text.codes[row])]
    }
  }
}
