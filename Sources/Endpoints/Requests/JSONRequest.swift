/// Reads rows of features from JSON: an array of values in the model's order, an object of named values in any order, a list
/// of either, `{"features": …}` for a row, and all of these under `instances`, `inputs` or `dataframe_records`.
///
/// The shapes are known in advance, so nothing is read recursively and no nesting can exhaust the stack.
struct JSONRequest {
  private static let wrappers: Set<String> = ["instances", "inputs", "dataframe_records"]

  private var scanner: JSONScanner
  private let schema: FeatureSchema
  private let options: ParsingOptions
  private var rows = FeatureRows()
  private var seen: [Bool]

  private init(_ bytes: [UInt8], schema: FeatureSchema, options: ParsingOptions) {
    scanner = JSONScanner(bytes)
    self.schema = schema
    self.options = options
    seen = Array(repeating: false, count: schema.count)
  }

  /// One document that holds all rows.
  static func document(
    _ bytes: [UInt8], schema: FeatureSchema, options: ParsingOptions
  ) throws(InvocationError) -> FeatureRows {
    var request = JSONRequest(bytes, schema: schema, options: options)
    switch request.scanner.peek() {
    case UInt8(ascii: "["): try request.list()
    case UInt8(ascii: "{"): try request.object(mayWrap: true)
    default: throw request.scanner.unexpected("an array or an object", row: nil)
    }
    guard request.scanner.peek() == nil else {
      throw request.scanner.unexpected("the end of the document", row: nil)
    }
    return request.rows
  }

  /// One row a line.
  static func lines(
    _ bytes: [UInt8], schema: FeatureSchema, options: ParsingOptions
  ) throws(InvocationError) -> FeatureRows {
    var request = JSONRequest(bytes, schema: schema, options: options)
    while request.scanner.peek() != nil {
      let row = request.rows.count + 1
      try request.row()
      guard request.scanner.skipToLineEnd() else {
        throw request.scanner.unexpected("the end of the line", row: row)
      }
    }
    return request.rows
  }

  /// An array: the values of one row, or rows.
  private mutating func list() throws(InvocationError) {
    try scanner.expect("[", row: nil)
    switch scanner.peek() {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      repeat { try row() } while scanner.take(",")
      try scanner.expect("]", row: rows.count)
    default:
      if scanner.take("]") { return }
      try values()
    }
  }

  private mutating func row() throws(InvocationError) {
    switch scanner.peek() {
    case UInt8(ascii: "{"): try object(mayWrap: false)
    case UInt8(ascii: "["):
      try scanner.expect("[", row: rows.count + 1)
      if scanner.take("]") { throw .wrongCount(0, row: rows.count + 1, schema: schema) }
      try values()
    default: throw scanner.unexpected("a row: an array or an object", row: rows.count + 1)
    }
  }

  /// The values of a row by place, after the opening bracket.
  private mutating func values() throws(InvocationError) {
    let row = rows.count + 1
    var place = 0
    repeat {
      if place < schema.count {
        rows.values.append(try value(place, row))
      } else {
        try scanner.skipValue(row: row)
      }
      place += 1
    } while scanner.take(",")
    try scanner.expect("]", row: row)
    guard place == schema.count else { throw .wrongCount(place, row: row, schema: schema) }
    rows.count += 1
  }

  /// An object: a row of named values, or, where that is allowed, rows under one name.
  private mutating func object(mayWrap: Bool) throws(InvocationError) {
    let row = rows.count + 1
    let start = rows.values.count
    try scanner.expect("{", row: row)
    rows.values.append(contentsOf: repeatElement(.nan, count: schema.count))
    for feature in seen.indices { seen[feature] = false }
    var next = 0
    if !scanner.take("}") {
      repeat {
        let (feature, name) = try member(expected: next, row)
        if let feature {
          guard !seen[feature] else { throw .repeatedFeature(schema.names[feature], row: row) }
          seen[feature] = true
          rows.values[start + feature] = try value(feature, row)
          next = feature + 1
          continue
        }
        if next == 0, (mayWrap && Self.wrappers.contains(name)) || name == "features" {
          rows.values.removeLast(schema.count)
          name == "features" ? try self.row() : try list()
          try scanner.expect("}", row: row)
          return
        }
        guard options.ignoresUnknown else { throw .unknownFeature(name, row: row, schema: schema) }
        try scanner.skipValue(row: row)
      } while scanner.take(",")
      try scanner.expect("}", row: row)
    }
    if let missing = seen.firstIndex(of: false) { throw .missingFeature(schema.names[missing], row: row) }
    rows.count += 1
  }

  private mutating func member(
    expected: Int, _ row: Int
  ) throws(InvocationError) -> (feature: Int?, name: String) {
    switch try scanner.key(row: row) {
    case .plain(let range):
      if let feature = schema.index(ofUTF8: scanner.bytes[range], expected: expected) { return (feature, "") }
      return (nil, String(decoding: scanner.bytes[range], as: UTF8.self))
    case .text(let name):
      return (schema.index(of: name), name)
    }
  }

  private mutating func value(_ feature: Int, _ row: Int) throws(InvocationError) -> Float {
    switch scanner.peek() {
    case UInt8(ascii: "["): throw .mistyped("an array", row: row, field: schema.names[feature])
    case UInt8(ascii: "{"): throw .mistyped("an object", row: row, field: schema.names[feature])
    default: break
    }
    switch try scanner.scalar(row: row) {
    case .null: return .nan
    case .boolean(let flag): return flag ? 1 : 0
    case .text(let text):
      guard schema.hasNamedCategories(feature) else {
        throw .mistyped("the text \"\(text.prefix(60))\"", row: row, field: schema.names[feature])
      }
      return schema.code(ofCategory: text, in: feature)
    case .number(let number):
      guard let value = schema.value(number, in: feature) else {
        throw .mistyped(
          "\(number)", row: row, field: schema.names[feature],
          expected: "a number that is finite in single precision")
      }
      return value
    }
  }
}
