import Columns

/// Grows one column, a value at a time, and settles its type on the way.
struct ColumnBuilder {
  private enum Rows {
    case undecided(missing: Int)
    case integer([Int64])
    case real([Double])
    case single([Float])
    case text(DictionaryText)
  }

  private let name: String
  private let isSingle: Bool
  private var rows = Rows.undecided(missing: 0)
  private var validity = Validity()

  init(name: String, isSingle: Bool) {
    self.name = name
    self.isSingle = isSingle
  }

  mutating func append(_ value: Int64) throws {
    validity.append(true)
    switch rows {
    case .integer(var values):
      rows = .undecided(missing: 0)
      values.append(value)
      rows = .integer(values)
    case .single(var values):
      rows = .undecided(missing: 0)
      values.append(Float(value))
      rows = .single(values)
    case .real(var values):
      rows = .undecided(missing: 0)
      values.append(Double(value))
      rows = .real(values)
    case .undecided(let missing):
      rows =
        isSingle
        ? .single(Array(repeating: 0, count: missing) + [Float(value)])
        : .integer(Array(repeating: 0, count: missing) + [value])
    case .text: throw mismatch("the integer \(value) among text")
    }
  }

  mutating func append(_ value: Double) throws {
    validity.append(true)
    switch rows {
    case .real(var values):
      rows = .undecided(missing: 0)
      values.append(value)
      rows = .real(values)
    case .single(var values):
      rows = .undecided(missing: 0)
      values.append(Float(value))
      rows = .single(values)
    case .integer(let values): rows = .real(values.map(Double.init) + [value])
    case .undecided(let missing):
      rows =
        isSingle
        ? .single(Array(repeating: 0, count: missing) + [Float(value)])
        : .real(Array(repeating: 0, count: missing) + [value])
    case .text: throw mismatch("the number \(value) among text")
    }
  }

  mutating func append(utf8: UnsafeRawBufferPointer) throws {
    validity.append(true)
    switch rows {
    case .text(var text):
      rows = .undecided(missing: 0)
      text.append(String(decoding: utf8, as: UTF8.self))
      rows = .text(text)
    case .undecided(let missing):
      var text = DictionaryText()
      for _ in 0..<missing { text.appendMissing() }
      text.append(String(decoding: utf8, as: UTF8.self))
      rows = .text(text)
    default: throw mismatch("the text \"\(String(decoding: utf8, as: UTF8.self))\" among numbers")
    }
  }

  mutating func appendMissing() {
    validity.append(false)
    switch rows {
    case .undecided(let missing): rows = .undecided(missing: missing + 1)
    case .integer(var values):
      rows = .undecided(missing: 0)
      values.append(0)
      rows = .integer(values)
    case .real(var values):
      rows = .undecided(missing: 0)
      values.append(0)
      rows = .real(values)
    case .single(var values):
      rows = .undecided(missing: 0)
      values.append(0)
      rows = .single(values)
    case .text(var text):
      rows = .undecided(missing: 0)
      text.appendMissing()
      rows = .text(text)
    }
  }

  func finish() -> Column {
    let values: ColumnValues =
      switch rows {
      case .undecided(let missing): .real(Array(repeating: 0, count: missing))
      case .integer(let values): .integer(values)
      case .real(let values): .real(values)
      case .single(let values): .single(values)
      case .text(let text): .text(text)
      }
    return Column(name, values, validity: validity)
  }

  func mismatch(_ found: String) -> WarehouseError {
    WarehouseError(
      code: "mixed-types", subject: "column \(name), row \(validity.count)", expected: "values of one type",
      found: found,
      remedy: "cast the column in the query, as in CAST(\(name) AS REAL)")
  }
}
