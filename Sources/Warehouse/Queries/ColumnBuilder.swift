import Columns

/// Grows one column, a value at a time, and settles its type on the way.
struct ColumnBuilder {
  /// What the values so far are. Only the array of that kind is in use; each has one entry per row, 0 for a missing one.
  private enum Kind {
    case undecided
    case integer
    case real
    case single
    case text
  }

  private let name: String
  private let isSingle: Bool
  private var kind = Kind.undecided
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var singles: [Float] = []
  private var text = DictionaryText()
  /// The bytes of the last row where it holds text: sorted and repeated text is common.
  private var lastText: [UInt8]?
  private var validity = Validity()

  init(name: String, isSingle: Bool) {
    self.name = name
    self.isSingle = isSingle
  }

  mutating func append(_ value: Int64) throws {
    if kind == .undecided { begin(isSingle ? .single : .integer) }
    switch kind {
    case .integer: integers.append(value)
    case .real: reals.append(Double(value))
    case .single: singles.append(Float(value))
    case .text, .undecided: throw mismatch("the integer \(value) among text")
    }
    validity.append(true)
  }

  mutating func append(_ value: Double) throws {
    if kind == .undecided { begin(isSingle ? .single : .real) }
    if kind == .integer {
      reals = integers.map(Double.init)
      integers = []
      kind = .real
    }
    switch kind {
    case .real: reals.append(value)
    case .single: singles.append(Float(value))
    case .text, .undecided, .integer: throw mismatch("the number \(value) among text")
    }
    validity.append(true)
  }

  mutating func append(utf8: UnsafeRawBufferPointer) throws {
    if kind == .undecided { begin(.text) }
    guard kind == .text else {
      throw mismatch("the text \"\(String(decoding: utf8, as: UTF8.self))\" among numbers")
    }
    if let lastText, lastText.elementsEqual(utf8) {
      text.appendRepeated()
    } else {
      text.append(String(decoding: utf8, as: UTF8.self))
      lastText = Array(utf8)
    }
    validity.append(true)
  }

  mutating func appendMissing() {
    validity.append(false)
    switch kind {
    case .undecided: break
    case .integer: integers.append(0)
    case .real: reals.append(0)
    case .single: singles.append(0)
    case .text:
      text.appendMissing()
      lastText = nil
    }
  }

  func finish() -> Column {
    let values: ColumnValues =
      switch kind {
      case .undecided: .real(Array(repeating: 0, count: validity.count))
      case .integer: .integer(integers)
      case .real: .real(reals)
      case .single: .single(singles)
      case .text: .text(text)
      }
    return Column(name, values, validity: validity)
  }

  func mismatch(_ found: String) -> WarehouseError {
    WarehouseError(
      code: "mixed-types", subject: "column \(name), row \(validity.count + 1)", expected: "values of one type",
      found: found, remedy: "cast the column in the query, as in CAST(\(name) AS REAL)")
  }

  /// Settles the type; the rows so far were all missing.
  private mutating func begin(_ first: Kind) {
    kind = first
    switch first {
    case .integer: integers = Array(repeating: 0, count: validity.count)
    case .real: reals = Array(repeating: 0, count: validity.count)
    case .single: singles = Array(repeating: 0, count: validity.count)
    case .text: for _ in 0..<validity.count { text.appendMissing() }
    case .undecided: break
    }
  }
}
