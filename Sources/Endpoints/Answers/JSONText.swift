/// Builds JSON as bytes.
package struct JSONText {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package mutating func append(raw text: String) { bytes.append(contentsOf: text.utf8) }

  package mutating func append(_ number: Int) { append(raw: String(number)) }

  /// A number; what JSON has no word for is null.
  package mutating func append(_ number: Float) { number.isFinite ? append(raw: number.description) : append("null") }

  /// A number; what JSON has no word for is null.
  package mutating func append(_ number: Double) { number.isFinite ? append(raw: number.description) : append("null") }

  package mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        append("\\u00")
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A list of elements between brackets.
  package mutating func list<Elements: Sequence>(
    _ elements: Elements, _ write: (inout JSONText, Elements.Element) -> Void
  ) {
    append("[")
    var isFirst = true
    for element in elements {
      if !isFirst { append(",") }
      isFirst = false
      write(&self, element)
    }
    append("]")
  }

  /// The members of an object between braces.
  package mutating func object<Value>(
    _ members: some Sequence<(String, Value)>, _ write: (inout JSONText, Value) -> Void
  ) {
    append("{")
    var isFirst = true
    for (name, value) in members {
      if !isFirst { append(",") }
      isFirst = false
      append(quoted: name)
      append(":")
      write(&self, value)
    }
    append("}")
  }
}
