/// Functions that compare, count in buckets, or convert.
enum NumberFunctions {
  static let all: [ScalarFunction] = [
    ScalarFunction("greatest", -1, takesNull: true) { row throws(FunctionError) in
      try extreme(row) { ValueOrder.precedes($0, $1) }
    },
    ScalarFunction("least", -1, takesNull: true) { row throws(FunctionError) in
      try extreme(row) { ValueOrder.precedes($1, $0) }
    },
    ScalarFunction("width_bucket", 4) { row throws(FunctionError) in
      guard let operand = try row.number(0), let first = try row.number(1), let second = try row.number(2) else {
        return .null
      }
      let count = try row.integer(3)
      guard count > 0, count < 1 << 52 else { throw row.mismatch(3, "a number of buckets above 0") }
      guard first.isFinite, second.isFinite, first != second else {
        throw FunctionError("width_bucket: expected two different finite bounds")
      }
      let (lower, upper) = (min(first, second), max(first, second))
      var bucket = 0
      if operand >= upper {
        bucket = count + 1
      } else if operand >= lower {
        bucket = min(count, Int(Double(count) * ((operand - lower) / (upper - lower)))) + 1
      }
      return .integer(Int64(first > second ? count - bucket + 1 : bucket))
    },
    ScalarFunction("try_cast", 2, takesNull: true) { row throws(FunctionError) in
      guard let cast = casts[row.text(1).lowercased()] else {
        throw row.mismatch(1, "one of the types \(casts.keys.sorted().joined(separator: ", "))")
      }
      return row.isNull(0) ? .null : cast(row.value(0))
    },
  ]

  private static func extreme(
    _ row: FunctionArguments, isBeaten: (SQLValue, SQLValue) -> Bool
  ) throws(FunctionError) -> SQLValue {
    guard row.count > 0 else { throw FunctionError("\(row.function): expected at least one argument") }
    if row.holdsNull { return .null }
    var best = row.value(0)
    for index in 1..<max(1, row.count) {
      let value = row.value(index)
      guard isText(value) == isText(best) else { throw row.mismatch(index, isText(best) ? "a text" : "a number") }
      if isBeaten(best, value) { best = value }
    }
    return best
  }

  private static func isText(_ value: SQLValue) -> Bool { if case .text = value { true } else { false } }

  private typealias Cast = @Sendable (SQLValue) -> SQLValue

  private static let casts: [String: Cast] = [
    "bigint": { integer($0, Int64.min...Int64.max) }, "integer": { integer($0, -2_147_483_648...2_147_483_647) },
    "int": { integer($0, -2_147_483_648...2_147_483_647) }, "double": real, "real": real, "varchar": text,
    "boolean": truth, "date": { calendar($0, isDate: true) }, "timestamp": { calendar($0, isDate: false) },
  ]

  private static func integer(_ value: SQLValue, _ range: ClosedRange<Int64>) -> SQLValue {
    switch value {
    case .integer(let integer): return range.contains(integer) ? value : .null
    case .real(let number):
      guard let integer = Int64(exactly: number.rounded()), range.contains(integer) else { return .null }
      return .integer(integer)
    case .text(let text):
      guard let integer = Int64(text), range.contains(integer) else { return .null }
      return .integer(integer)
    case .null, .blob: return .null
    }
  }

  @Sendable private static func real(_ value: SQLValue) -> SQLValue {
    switch value {
    case .integer(let integer): .real(Double(integer))
    case .real: value
    case .text(let text): Double(text).flatMap { $0.isFinite ? .real($0) : nil } ?? .null
    case .null, .blob: .null
    }
  }

  @Sendable private static func text(_ value: SQLValue) -> SQLValue {
    switch value {
    case .integer(let integer): .text(String(integer))
    case .real(let number): .text(String(number))
    case .text: value
    case .null, .blob: .null
    }
  }

  @Sendable private static func truth(_ value: SQLValue) -> SQLValue {
    switch value {
    case .integer(let integer): .integer(integer == 0 ? 0 : 1)
    case .real(let number): .integer(number == 0 ? 0 : 1)
    case .text(let text):
      switch text.lowercased() {
      case "true", "t", "1": .integer(1)
      case "false", "f", "0": .integer(0)
      default: .null
      }
    case .null, .blob: .null
    }
  }

  private static func calendar(_ value: SQLValue, isDate: Bool) -> SQLValue {
    guard case .text(let text) = value, let time = CalendarTime(text) else { return .null }
    if isDate { return .text(CalendarTime(milliseconds: time.milliseconds, form: .date).text) }
    guard time.form == .date else { return .text(time.text) }
    return .text(
      CalendarTime(milliseconds: time.milliseconds, form: .time(separator: UInt8(ascii: " "), isUTC: false)).text)
  }
}
