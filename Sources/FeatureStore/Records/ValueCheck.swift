import CSV

/// Why a value cannot stand in a record.
struct ValueComplaint: Error {
  let column: String
  let expected: String
  let found: String
}

/// What a value must be to stand in a record, and how it is stored.
final class ValueCheck {
  private let feature: Feature
  private let isKey: Bool
  private let isEventTime: Bool
  private let reader: TimeReader
  /// The 24 characters of an event time that was written in another way.
  private let time = UnsafeMutableRawBufferPointer.allocate(byteCount: 24, alignment: 8)
  /// The moment of the last value that was checked, where this is the event time.
  private(set) var moment = EventTime(milliseconds: 0)

  init(_ feature: Feature, of group: FeatureGroup, reader: TimeReader) {
    self.feature = feature
    self.reader = reader
    isEventTime = feature.name == group.eventTime
    isKey = isEventTime || feature.name == group.recordIdentifier
  }

  deinit { time.deallocate() }

  func check(_ cell: Cell) throws(ValueComplaint) -> StoredValue {
    switch cell {
    case .null:
      guard !isKey && !feature.isRequired else { throw complaint(isKey ? "a value in every record" : "a value", cell) }
      return .null
    case .blob: throw complaint("a number or text", cell)
    case .integer, .real, .text, .field: break
    }
    switch feature.type {
    case .string: return try text(cell)
    case .integral: return try integer(cell)
    case .fractional: return try real(cell)
    }
  }

  private func text(_ cell: Cell) throws(ValueComplaint) -> StoredValue {
    guard case .text(let bytes) = cell.asTyped else {
      throw complaint("text, as in CAST(\(feature.name) AS TEXT)", cell)
    }
    if isEventTime {
      do {
        moment = try reader.read(bytes)
      } catch {
        throw complaint(error.expected, cell)
      }
      if bytes.count == 24, EventTime(canonical: bytes) != nil { return .text(bytes) }
      moment.write(to: time)
      return .text(UnsafeRawBufferPointer(time))
    }
    if isKey && bytes.isEmpty { throw complaint("an identifier that is not empty", cell) }
    return .text(bytes)
  }

  private func integer(_ cell: Cell) throws(ValueComplaint) -> StoredValue {
    let value: Int64
    switch cell {
    case .integer(let integer): value = integer
    case .real(let number):
      // The double that stands for -2^63 stands for smaller numbers too.
      guard let integer = Int64(exactly: number), integer != .min else {
        throw complaint("a whole number of 64 bits", cell)
      }
      value = integer
    case .field(let bytes):
      guard let integer = CSVNumber.integer(bytes) ?? CSVNumber.wholeNumber(bytes) else {
        throw bytes.isEmpty
          ? complaint("a whole number of 64 bits (nothing between the delimiters is NULL)", cell)
          : complaint("a whole number of 64 bits", cell)
      }
      value = integer
    default: throw complaint("a whole number", cell)
    }
    if feature.minimum != nil || feature.maximum != nil { try checkRange(value, cell) }
    return .integer(value)
  }

  private func real(_ cell: Cell) throws(ValueComplaint) -> StoredValue {
    let value: Double
    switch cell {
    case .integer(let integer): value = Double(integer)
    case .real(let number): value = number
    case .field(let bytes):
      guard let number = CSVNumber.real(bytes) else {
        throw complaint(bytes.isEmpty ? "a number (nothing between the delimiters is NULL)" : "a number", cell)
      }
      value = number
    default: throw complaint("a number", cell)
    }
    guard value.isFinite else { throw complaint("a finite number", cell) }
    if feature.minimum != nil || feature.maximum != nil { try checkRange(value, cell) }
    return .real(value)
  }

  private func checkRange(_ value: Double, _ cell: Cell) throws(ValueComplaint) {
    if let minimum = feature.minimum, value < minimum { throw complaint("a number of at least \(minimum)", cell) }
    if let maximum = feature.maximum, value > maximum { throw complaint("a number of at most \(maximum)", cell) }
  }

  /// Compares whole numbers without rounding them.
  private func checkRange(_ value: Int64, _ cell: Cell) throws(ValueComplaint) {
    if let minimum = feature.minimum,
      minimum >= 0x1p63 || Int64(exactly: minimum.rounded(.up)).map({ value < $0 }) == true
    {
      throw complaint("a number of at least \(ValueRange.text(minimum))", cell)
    }
    if let maximum = feature.maximum,
      maximum < -0x1p63 || Int64(exactly: maximum.rounded(.down)).map({ value > $0 }) == true
    {
      throw complaint("a number of at most \(ValueRange.text(maximum))", cell)
    }
  }

  private func complaint(_ expected: String, _ cell: Cell) -> ValueComplaint {
    ValueComplaint(
      column: feature.name, expected: expected, found: cell.description.map { "\"\($0.prefix(60))\"" } ?? "NULL")
  }
}

extension Cell {
  /// Untyped text is text.
  fileprivate var asTyped: Cell { if case .field(let bytes) = self { .text(bytes) } else { self } }
}
