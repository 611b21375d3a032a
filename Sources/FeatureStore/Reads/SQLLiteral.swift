import Warehouse

/// Values as SQL writes them: the names of features in a question, and for people the values of its parameters. What is run
/// with a user's values has them bound.
enum SQLLiteral {
  static func text(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

  static func value(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let integer): String(integer)
    case .real(let number): String(number)
    case .text(let text): Self.text(text)
    case .blob(let bytes):
      "x'" + bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() + "'"
    }
  }

  /// A statement with the values of its parameters in their places; texts, names in quotes and comments stay as they are.
  static func statement(_ sql: String, _ parameters: [String: SQLValue]) -> String {
    let bytes = Array(sql.utf8)
    var result: [UInt8] = []
    var place = 0
    func end(after start: Int, where isEnd: (UInt8) -> Bool) -> Int {
      bytes[start...].firstIndex(where: isEnd) ?? bytes.count
    }
    while place < bytes.count {
      let byte = bytes[place]
      var next = place + 1
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        // A doubled mark begins another text at once.
        next = min(end(after: next) { $0 == byte } + 1, bytes.count)
      case UInt8(ascii: "-") where next < bytes.count && bytes[next] == byte:
        next = end(after: next) { $0 == UInt8(ascii: "\n") }
      case UInt8(ascii: ":"):
        next = end(after: next) { !isOfName($0) }
        if let value = parameters[String(decoding: bytes[(place + 1)..<next], as: UTF8.self)] {
          result += Self.value(value).utf8
          place = next
        }
      default: break
      }
      result += bytes[place..<next]
      place = next
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
  }
}
