/// Writes a document as UBJSON the way XGBoost does: typed arrays for numbers, 64-bit lengths, big-endian.
struct UBJSONWriter {
  private var output: [UInt8] = []

  static func write(_ value: ModelValue) -> [UInt8] {
    var writer = UBJSONWriter()
    writer.append(value)
    return writer.output
  }

  private mutating func append(_ value: ModelValue) {
    switch value {
    case .null: mark("Z")
    case .boolean(let value): mark(value ? "T" : "F")
    case .integer(let value): append(integer: value)
    case .number(let value):
      mark("d")
      bigEndian(Float(value).bitPattern)
    case .string(let text):
      mark("S")
      append(text)
    case .array(let values):
      mark("[")
      mark("#")
      count(values.count)
      for value in values { append(value) }
    case .bytes(let values):
      typed("U", values.count)
      output.append(contentsOf: values)
    case .integers(let values):
      typed("l", values.count)
      for value in values { bigEndian(value) }
    case .longs(let values):
      typed("L", values.count)
      for value in values { bigEndian(value) }
    case .floats(let values):
      typed("d", values.count)
      for value in values { bigEndian(value.bitPattern) }
    case .doubles(let values):
      typed("D", values.count)
      for value in values { bigEndian(value.bitPattern) }
    case .object(let members):
      mark("{")
      for (name, value) in members {
        append(name)
        append(value)
      }
      mark("}")
    }
  }

  private mutating func append(integer value: Int64) {
    if let small = Int8(exactly: value) {
      mark("i")
      bigEndian(small)
    } else if let medium = Int16(exactly: value) {
      mark("I")
      bigEndian(medium)
    } else if let large = Int32(exactly: value) {
      mark("l")
      bigEndian(large)
    } else {
      mark("L")
      bigEndian(value)
    }
  }

  private mutating func mark(_ character: Unicode.Scalar) { output.append(UInt8(ascii: character)) }

  private mutating func typed(_ type: Unicode.Scalar, _ count: Int) {
    mark("[")
    mark("$")
    mark(type)
    mark("#")
    self.count(count)
  }

  private mutating func count(_ count: Int) {
    mark("L")
    bigEndian(Int64(count))
  }

  private mutating func append(_ text: String) {
    count(text.utf8.count)
    output.append(contentsOf: text.utf8)
  }

  private mutating func bigEndian(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { output.append(contentsOf: $0) }
  }
}
