/// Reads JSON text (RFC 8259), strictly: one value, no comments, no trailing commas, each key of an object once.
struct JSONParser {
  /// How deep arrays and objects may be nested; deeper text is refused instead of exhausting the stack.
  static let depthLimit = 100

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private let bytes: [UInt8]
  private let subject: String
  private var position = 0

  private init(_ text: String, subject: String) {
    bytes = Array(text.utf8)
    self.subject = subject
  }

  /// The value of a text; `subject` is what errors call it.
  static func parse(_ text: String, subject: String) throws(EventError) -> JSONValue {
    var parser = JSONParser(text, subject: subject)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == parser.bytes.count else { throw parser.error("the end") }
    return value
  }

  private mutating func value(depth: Int) throws(EventError) -> JSONValue {
    guard depth < Self.depthLimit else { throw error("at most \(Self.depthLimit) levels") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default:
      if let byte = peek, byte == UInt8(ascii: "-") || Self.digits.contains(byte) { return .number(try number()) }
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      if take("null") { return .null }
      throw error("a JSON value")
    }
  }

  private mutating func object(depth: Int) throws(EventError) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("a key in double quotes") }
      let key = try string()
      guard members[key] == nil else { throw error("each key once (\"\(key)\" is there twice)") }
      skipSpace()
      guard take(":") else { throw error("a colon") }
      members[key] = try value(depth: depth + 1)
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("a comma or }") }
    }
  }

  private mutating func array(depth: Int) throws(EventError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw error("a comma or ]") }
    }
  }

  private mutating func number() throws(EventError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(EventError) {
    let start = position
    while let byte = peek, Self.digits.contains(byte) { position += 1 }
    guard position > start else { throw error("a digit") }
  }

  private mutating func string() throws(EventError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += try escape()
      case 0..<0x20:
        position -= 1
        throw error("control characters as \\u00XX")
      default: content.append(byte)
      }
    }
    throw error("a closing quote")
  }

  private mutating func escape() throws(EventError) -> [UInt8] {
    guard let byte = peek else { throw error("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard take("\\u") else { throw error("the second half of a surrogate pair") }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw error("the second half of a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("the first half of a surrogate pair") }
      return Array(String(Character(scalar)).utf8)
    default:
      position -= 1
      throw error("an escape that JSON knows")
    }
  }

  private mutating func hexadecimal() throws(EventError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count else { return false }
    let isThere = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
    if isThere { position += length }
    return isThere
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  private func error(_ expected: String) -> EventError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    let rest = String(decoding: bytes.dropFirst(position).prefix(20), as: UTF8.self)
    return EventError(
      code: "invalid-json", subject: "\(subject), line \(line), column \(column)", expected: expected,
      found: rest.isEmpty ? "the end of the text" : "\"\(rest)\"", remedy: "correct the JSON")
  }
}

extension JSONValue {
  /// Reads JSON text. Arrays and objects may be nested 100 deep.
  /// - Parameter subject: what an error calls the text.
  /// - Throws: ``EventError`` with line and column where it is not JSON or an object has a key twice.
  public init(parsing text: String, subject: String = "JSON") throws(EventError) {
    self = try JSONParser.parse(text, subject: subject)
  }
}
