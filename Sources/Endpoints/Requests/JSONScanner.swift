import CSV

/// Reads the tokens of a JSON document (RFC 8259) without building values. `NaN`, which Python writes for a missing number,
/// is taken too.
struct JSONScanner {
  /// A value that holds no other.
  enum Scalar {
    case number(Double)
    case text(String)
    case boolean(Bool)
    case null
  }

  /// How deep arrays and objects may be nested where a value is passed over.
  static let depthLimit = 64

  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next byte that is no white space, or `nil` at the end.
  mutating func peek() -> UInt8? {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    return nil
  }

  /// Moves past spaces and tabs; whether a line or the document ends there.
  mutating func skipToLineEnd() -> Bool {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 || bytes[position] == 0x0D {
      position += 1
    }
    return position == bytes.count || bytes[position] == 0x0A
  }

  /// Moves past `character` where it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Moves past `character`, which must come next.
  mutating func expect(_ character: Unicode.Scalar, row: Int?) throws(InvocationError) {
    guard take(character) else { throw unexpected("`\(character)`", row: row) }
  }

  /// A string without escapes as a range of the bytes, or any string as text.
  enum Key {
    case plain(Range<Int>)
    case text(String)
  }

  /// The name of a member and the colon after it.
  mutating func key(row: Int?) throws(InvocationError) -> Key {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("a name in quotation marks", row: row) }
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20,
      bytes[end] < 0x80
    {
      end += 1
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
      position = end + 1
      try expect(":", row: row)
      return .plain(start..<end)
    }
    let text = try string(row: row)
    try expect(":", row: row)
    return .text(text)
  }

  /// A value that is neither an array nor an object.
  mutating func scalar(row: Int?) throws(InvocationError) -> Scalar {
    guard let first = peek() else { throw unexpected("a value", row: row) }
    switch first {
    case UInt8(ascii: "\""): return .text(try string(row: row))
    case UInt8(ascii: "t"): return try word("true", .boolean(true), row)
    case UInt8(ascii: "f"): return try word("false", .boolean(false), row)
    case UInt8(ascii: "n"): return try word("null", .null, row)
    case UInt8(ascii: "N"): return try word("NaN", .null, row)
    case UInt8(ascii: "-"), 48...57: return .number(try number(row: row))
    default: throw unexpected("a value", row: row)
    }
  }

  /// Passes over any value.
  mutating func skipValue(row: Int?) throws(InvocationError) {
    // What each open bracket is: an object or not.
    var open: [Bool] = []
    repeat {
      if let isObject = open.last {
        if take(isObject ? "}" : "]") {
          open.removeLast()
          if !open.isEmpty { try separator(isObject: open[open.count - 1], row: row) }
          continue
        }
        if isObject { _ = try key(row: row) }
      }
      let isOpening = peek() == UInt8(ascii: "{") || peek() == UInt8(ascii: "[")
      if isOpening {
        guard open.count < Self.depthLimit else {
          throw InvocationError(
            code: "too-deep", row: row, expected: "at most \(Self.depthLimit) levels", found: "more",
            remedy: "send flat rows")
        }
        open.append(bytes[position] == UInt8(ascii: "{"))
        position += 1
        continue
      }
      _ = try scalar(row: row)
      if let isObject = open.last { try separator(isObject: isObject, row: row) }
    } while !open.isEmpty
  }

  /// A comma that another element follows, or nothing before a closing bracket.
  private mutating func separator(isObject: Bool, row: Int?) throws(InvocationError) {
    let closing: Unicode.Scalar = isObject ? "}" : "]"
    if take(",") {
      guard peek() != UInt8(ascii: closing) else { throw unexpected("a value after the comma", row: row) }
    } else if peek() != UInt8(ascii: closing) {
      throw unexpected("`,` or `\(closing)`", row: row)
    }
  }

  private mutating func word(_ word: String, _ value: Scalar, _ row: Int?) throws(InvocationError) -> Scalar {
    let end = position + word.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8),
      end == bytes.count || !Self.isWordByte(bytes[end])
    else { throw unexpected("a value", row: row) }
    position = end
    return value
  }

  private mutating func number(row: Int?) throws(InvocationError) -> Double {
    let start = position
    var end = start
    while end < bytes.count, Self.isNumberByte(bytes[end]) { end += 1 }
    let digits = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
    // JSON wants a digit on both sides of the point, which the CSV reader does not.
    guard digits < end, (48...57).contains(bytes[digits]), isPointBetweenDigits(start..<end),
      end == bytes.count || !Self.isWordByte(bytes[end]),
      let value = bytes.withUnsafeBytes({ CSVNumber.real(UnsafeRawBufferPointer(rebasing: $0[start..<end])) })
    else {
      throw InvocationError(
        code: "broken-json", row: row, expected: "a number", found: excerpt(from: start),
        remedy: "write numbers as JSON does, within the range of double precision")
    }
    position = end
    return value
  }

  private func isPointBetweenDigits(_ range: Range<Int>) -> Bool {
    guard let point = bytes[range].firstIndex(of: UInt8(ascii: ".")) else { return true }
    return point + 1 < range.upperBound && (48...57).contains(bytes[point + 1])
  }

  private mutating func string(row: Int?) throws(InvocationError) -> String {
    let start = position
    var position = start + 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw broken(row, start, "a control character in a string") }
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard position < bytes.count else { break }
      let escape = bytes[position]
      position += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        guard let scalar = escapedScalar(&position) else { throw broken(row, start, "a wrong \\u escape") }
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
      default: throw broken(row, start, "an unknown escape")
      }
    }
    guard position < bytes.count else { throw broken(row, start, "a string without an end") }
    guard let valid = String(validating: text, as: UTF8.self) else {
      throw broken(row, start, "a string that is not UTF-8")
    }
    self.position = position + 1
    return valid
  }

  /// The scalar of `XXXX`, or of a pair of surrogates `XXXX\uXXXX`.
  private func escapedScalar(_ position: inout Int) -> Unicode.Scalar? {
    guard let high = hexUnit(&position) else { return nil }
    guard (0xD800...0xDBFF).contains(high) else { return Unicode.Scalar(high) }
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    position += 2
    guard let low = hexUnit(&position), (0xDC00...0xDFFF).contains(low) else { return nil }
    return Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + UInt32(low) - 0xDC00)
  }

  private func hexUnit(_ position: inout Int) -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    position += 4
    return unit
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
    default: false
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte >= 0x80
  }

  /// The error for whatever comes next.
  func unexpected(_ expected: String, row: Int?) -> InvocationError {
    InvocationError(
      code: "broken-json", row: row, expected: "\(expected) at byte \(position)", found: excerpt(from: position),
      remedy: "send valid JSON")
  }

  private func broken(_ row: Int?, _ start: Int, _ found: String) -> InvocationError {
    InvocationError(
      code: "broken-json", row: row, expected: "a string at byte \(start)", found: found, remedy: "send valid JSON")
  }

  private func excerpt(from start: Int) -> String {
    guard start < bytes.count else { return "the end of the body" }
    return "`\(String(decoding: bytes[start..<min(start + 20, bytes.count)], as: UTF8.self))`"
  }
}
