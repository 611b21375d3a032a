/// Reads a UBJSON document (draft 12) as XGBoost writes it: optimised containers with a count, or with a type and a count.
///
/// A count is checked against the bytes that are left before anything is allocated.
struct UBJSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private static let depthLimit = 64

  static func read(_ bytes: [UInt8]) throws(BoostingError) -> ModelValue {
    var reader = UBJSONReader(bytes: bytes)
    let value = try reader.value(of: try reader.byte(), depth: 0)
    guard reader.position == bytes.count else { throw reader.unexpected("the end of the document") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func unexpected(_ expected: String) -> BoostingError {
    .unusableModel(
      "byte \(position)", expected: expected,
      found: position < bytes.count ? "byte \(bytes[position])" : "the end of the file")
  }

  private mutating func byte() throws(BoostingError) -> UInt8 {
    guard position < bytes.count else { throw unexpected("a value") }
    position += 1
    return bytes[position - 1]
  }

  private func next(is character: Unicode.Scalar) -> Bool {
    position < bytes.count && bytes[position] == UInt8(ascii: character)
  }

  private mutating func bigEndian<Value: FixedWidthInteger>(_: Value.Type) throws(BoostingError) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw unexpected("\(size) bytes") }
    var value: Value = 0
    for byte in bytes[position..<position + size] {
      value = Value(truncatingIfNeeded: UInt64(truncatingIfNeeded: value) << 8 | UInt64(byte))
    }
    position += size
    return value
  }

  private mutating func value(of type: UInt8, depth: Int) throws(BoostingError) -> ModelValue {
    guard depth < Self.depthLimit else { throw unexpected("at most \(Self.depthLimit) levels") }
    switch type {
    case UInt8(ascii: "Z"): return .null
    case UInt8(ascii: "T"): return .boolean(true)
    case UInt8(ascii: "F"): return .boolean(false)
    case UInt8(ascii: "i"), UInt8(ascii: "U"), UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "L"):
      return .integer(try integer(of: type))
    case UInt8(ascii: "d"): return .number(Double(Float(bitPattern: try bigEndian(UInt32.self))))
    case UInt8(ascii: "D"): return .number(Double(bitPattern: try bigEndian(UInt64.self)))
    case UInt8(ascii: "S"): return .string(try text())
    case UInt8(ascii: "C"): return .string(String(Character(UnicodeScalar(try byte()))))
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"): return try object(depth: depth)
    default:
      position -= 1
      throw unexpected("a type marker")
    }
  }

  private mutating func integer(of type: UInt8) throws(BoostingError) -> Int64 {
    switch type {
    case UInt8(ascii: "i"): return Int64(try bigEndian(Int8.self))
    case UInt8(ascii: "U"): return Int64(try bigEndian(UInt8.self))
    case UInt8(ascii: "I"): return Int64(try bigEndian(Int16.self))
    case UInt8(ascii: "l"): return Int64(try bigEndian(Int32.self))
    case UInt8(ascii: "L"): return try bigEndian(Int64.self)
    default:
      position -= 1
      throw unexpected("a whole number")
    }
  }

  /// A count of things that take at least `size` bytes each.
  private mutating func count(ofSize size: Int) throws(BoostingError) -> Int {
    let count = try integer(of: try byte())
    guard count >= 0, count <= Int64((bytes.count - position) / max(size, 1)) else {
      throw .unusableModel(
        "byte \(position)", expected: "no more than the \(bytes.count - position) bytes left", found: "count \(count)")
    }
    return Int(count)
  }

  private mutating func text() throws(BoostingError) -> String {
    let length = try count(ofSize: 1)
    guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
      throw unexpected("UTF-8 text")
    }
    position += length
    return text
  }

  private mutating func array(depth: Int) throws(BoostingError) -> ModelValue {
    if next(is: "$") {
      position += 1
      let type = try byte()
      guard next(is: "#") else { throw unexpected("a count") }
      position += 1
      return try typedArray(of: type)
    }
    var values: [ModelValue] = []
    if next(is: "#") {
      position += 1
      let count = try count(ofSize: 1)
      for _ in 0..<count { values.append(try value(of: try byte(), depth: depth + 1)) }
    } else {
      while !next(is: "]") { values.append(try value(of: try byte(), depth: depth + 1)) }
      position += 1
    }
    return .array(values)
  }

  private mutating func typedArray(of type: UInt8) throws(BoostingError) -> ModelValue {
    switch type {
    case UInt8(ascii: "U"), UInt8(ascii: "i"):
      let count = try count(ofSize: 1)
      defer { position += count }
      let slice = bytes[position..<position + count]
      return type == UInt8(ascii: "U") ? .bytes(Array(slice)) : .integers(slice.map { Int32(Int8(bitPattern: $0)) })
    case UInt8(ascii: "I"):
      return .integers(try list { reader throws(BoostingError) in Int32(try reader.bigEndian(Int16.self)) })
    case UInt8(ascii: "l"):
      return .integers(try list { reader throws(BoostingError) in try reader.bigEndian(Int32.self) })
    case UInt8(ascii: "L"): return .longs(try list { reader throws(BoostingError) in try reader.bigEndian(Int64.self) })
    case UInt8(ascii: "d"):
      return .floats(try list { reader throws(BoostingError) in Float(bitPattern: try reader.bigEndian(UInt32.self)) })
    case UInt8(ascii: "D"):
      return .doubles(
        try list { reader throws(BoostingError) in Double(bitPattern: try reader.bigEndian(UInt64.self)) })
    default:
      position -= 1
      throw unexpected("a numeric type")
    }
  }

  private mutating func list<Element>(
    _ element: (inout UBJSONReader) throws(BoostingError) -> Element
  ) throws(BoostingError) -> [Element] {
    // Int16 is widened, so the smallest element in the file has two bytes.
    let count = try count(ofSize: min(MemoryLayout<Element>.size, 2))
    var values: [Element] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try element(&self)) }
    return values
  }

  private mutating func object(depth: Int) throws(BoostingError) -> ModelValue {
    var members: [(String, ModelValue)] = []
    if next(is: "#") {
      position += 1
      let count = try count(ofSize: 2)
      for _ in 0..<count { members.append((try text(), try value(of: try byte(), depth: depth + 1))) }
    } else {
      while !next(is: "}") { members.append((try text(), try value(of: try byte(), depth: depth + 1))) }
      position += 1
    }
    return .object(members)
  }
}
