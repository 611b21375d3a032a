/// Writes a document as compact JSON.
struct JSONWriter {
  private var output: [UInt8] = []

  static func write(_ value: ModelValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.append(value)
    return writer.output
  }

  private mutating func append(_ value: ModelValue) {
    switch value {
    case .null: append("null")
    case .boolean(let value): append(value ? "true" : "false")
    case .integer(let value): append(value.description)
    case .number(let value): append(value.description)
    case .string(let text): appendQuoted(text)
    case .array(let values): appendList(values) { $0.append($1) }
    case .bytes(let values): appendList(values) { $0.append($1.description) }
    case .integers(let values): appendList(values) { $0.append($1.description) }
    case .longs(let values): appendList(values) { $0.append($1.description) }
    case .floats(let values): appendList(values) { $0.append($1.description) }
    case .doubles(let values): appendList(values) { $0.append($1.description) }
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (position, member) in members.enumerated() {
        if position > 0 { output.append(UInt8(ascii: ",")) }
        appendQuoted(member.0)
        output.append(UInt8(ascii: ":"))
        append(member.1)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private mutating func appendList<Element>(_ values: [Element], _ element: (inout JSONWriter, Element) -> Void) {
    output.append(UInt8(ascii: "["))
    for (position, value) in values.enumerated() {
      if position > 0 { output.append(UInt8(ascii: ",")) }
      element(&self, value)
    }
    output.append(UInt8(ascii: "]"))
  }

  private mutating func append(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  private mutating func appendQuoted(_ text: String) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        append("\\u00")
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
