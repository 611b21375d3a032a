/// What a path and its query ask for.
struct PageAddress: Equatable {
  /// The parts of the path, decoded.
  let parts: [String]
  /// The parameters of the query in their order, decoded.
  let query: [(name: String, value: String)]

  /// - Returns: `nil` where the text is no UTF-8 once it is decoded.
  init?(_ target: String) {
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var parts: [String] = []
    for part in halves[0].split(separator: "/", omittingEmptySubsequences: true) {
      guard let decoded = Self.decoded(part, plusIsSpace: false) else { return nil }
      parts.append(decoded)
    }
    guard let query = Self.pairs(halves.count > 1 ? halves[1] : "") else { return nil }
    self.parts = parts
    self.query = query
  }

  /// The value of a parameter; the last one where there are several.
  func value(_ name: String) -> String? { query.last { $0.name == name }?.value }

  /// Names and values as forms and queries write them.
  static func pairs(_ text: Substring) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0], plusIsSpace: true),
        let value = halves.count > 1 ? decoded(halves[1], plusIsSpace: true) : ""
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }

  private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst(), let low = rest.popFirst(), let first = digit(high), let second = digit(low)
        else { return nil }
        bytes.append(first << 4 | second)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
  }

  static func == (one: PageAddress, other: PageAddress) -> Bool {
    one.parts == other.parts && one.query.elementsEqual(other.query, by: ==)
  }
}
