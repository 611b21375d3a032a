/// Reads rows of features from CSV (RFC 4180): fields separated by commas, in quotation marks or not, lines ended by LF or
/// CRLF. Spaces around a field do not count. Lines without any field are passed over, unless the model has one feature.
struct CSVRequest {
  private let bytes: [UInt8]
  private let schema: FeatureSchema
  private let options: ParsingOptions
  private var position = 0
  /// A field in quotation marks without them; fields without are ranges of `bytes`.
  private var unquoted: [UInt8] = []

  private init(_ bytes: [UInt8], schema: FeatureSchema, options: ParsingOptions) {
    self.bytes = bytes
    self.schema = schema
    self.options = options
    // A byte order mark.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  static func rows(
    _ bytes: [UInt8], schema: FeatureSchema, options: ParsingOptions
  ) throws(InvocationError) -> FeatureRows {
    var request = CSVRequest(bytes, schema: schema, options: options)
    return try request.read()
  }

  private mutating func read() throws(InvocationError) -> FeatureRows {
    var rows = FeatureRows()
    rows.values.reserveCapacity(schema.count)
    let order = try header()
    let width = order?.count ?? schema.count
    while position < bytes.count {
      if schema.count > 1, skipBlankLine() { continue }
      let row = rows.count + 1
      let start = rows.values.count
      if order != nil { rows.values.append(contentsOf: repeatElement(.nan, count: schema.count)) }
      var place = 0
      var isLast = false
      while !isLast {
        let field = try field(row: row)
        isLast = endOfField()
        if place < width {
          if let order {
            if let feature = order[place] { rows.values[start + feature] = try value(field, feature, row) }
          } else {
            rows.values.append(try value(field, place, row))
          }
        }
        place += 1
      }
      guard place == width else {
        throw order == nil
          ? .wrongCount(place, row: row, schema: schema)
          : InvocationError(
            code: "field-count", row: row, expected: "\(width) fields, as in the header", found: "\(place)",
            remedy: "complete the row")
      }
      rows.count += 1
    }
    return rows
  }

  // MARK: - Header

  /// The feature of every field, where the first line is a header; `nil` inside for a field to pass over.
  private mutating func header() throws(InvocationError) -> [Int?]? {
    guard options.header != .absent else { return nil }
    while schema.count > 1, position < bytes.count, skipBlankLine() {}
    let start = position
    guard start < bytes.count else { return nil }
    // What begins like a number is no header, and no name needs to be looked up.
    if options.header == .detected, isNumberStart(bytes[start]) { return nil }
    var names: [String] = []
    var isLast = false
    while !isLast {
      let field = try field(row: 1)
      names.append(text(field))
      isLast = endOfField()
    }
    if options.header == .detected, !names.contains(where: { schema.index(of: $0) != nil }) {
      position = start
      return nil
    }
    return try order(of: names)
  }

  private func order(of names: [String]) throws(InvocationError) -> [Int?] {
    var order: [Int?] = []
    var seen = Array(repeating: false, count: schema.count)
    for name in names {
      guard let feature = schema.index(of: name) else {
        guard options.ignoresUnknown else { throw .unknownFeature(name, row: 1, schema: schema) }
        order.append(nil)
        continue
      }
      guard !seen[feature] else { throw .repeatedFeature(name, row: 1) }
      seen[feature] = true
      order.append(feature)
    }
    if let missing = seen.firstIndex(of: false) { throw .missingFeature(schema.names[missing], row: 1) }
    return order
  }

  private func isNumberStart(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
  }

  // MARK: - Fields

  /// A field: a part of the body, or what was read out of quotation marks.
  private enum Field {
    case plain(Range<Int>)
    case quoted
  }

  private mutating func field(row: Int) throws(InvocationError) -> Field {
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      var end = position
      while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      return .plain(start..<end)
    }
    position += 1
    unquoted.removeAll(keepingCapacity: true)
    while true {
      guard position < bytes.count else { throw broken(row, "the end of the body inside quotation marks") }
      let byte = bytes[position]
      position += 1
      guard byte == UInt8(ascii: "\"") else {
        unquoted.append(byte)
        continue
      }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
      unquoted.append(byte)
      position += 1
    }
    skipSpaces()
    guard position == bytes.count || isEnd(bytes[position]) else {
      throw broken(row, "a byte after the closing quotation mark")
    }
    return .quoted
  }

  /// Moves past a comma or a line end; `true` at the end of a row.
  private mutating func endOfField() -> Bool {
    guard position < bytes.count else { return true }
    if bytes[position] == UInt8(ascii: ",") {
      position += 1
      return false
    }
    if bytes[position] == 0x0D { position += 1 }
    if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    return true
  }

  private func value(_ field: Field, _ feature: Int, _ row: Int) throws(InvocationError) -> Float {
    switch field {
    case .plain(let range):
      try bytes.withUnsafeBufferPointer { buffer throws(InvocationError) in
        try schema.value(
          ofText: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[range])), in: feature, row: row)
      }
    case .quoted:
      try unquoted.withUnsafeBufferPointer { buffer throws(InvocationError) in
        try schema.value(ofText: UnsafeRawBufferPointer(buffer), in: feature, row: row)
      }
    }
  }

  private func text(_ field: Field) -> String {
    switch field {
    case .plain(let range): String(decoding: bytes[range], as: UTF8.self)
    case .quoted: String(decoding: unquoted, as: UTF8.self)
    }
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
  }

  private mutating func skipBlankLine() -> Bool {
    var next = position
    while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 || bytes[next] == 0x0D { next += 1 }
    guard next == bytes.count || bytes[next] == 0x0A else { return false }
    position = min(next + 1, bytes.count)
    return true
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D }

  private func broken(_ row: Int, _ found: String) -> InvocationError {
    InvocationError(
      code: "broken-csv", row: row, expected: "a field, then a comma or the end of the line", found: found,
      remedy: "close the quotation marks; double those inside a field")
  }
}
