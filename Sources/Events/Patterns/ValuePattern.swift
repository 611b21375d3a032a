/// What a single value must be.
enum ValuePattern: Sendable, Equatable {
  /// The very string, number (digit for digit), boolean or null.
  case equals(JSONValue)
  case prefix(String)
  case suffix(String)
  case prefixIgnoringCase(String)
  case suffixIgnoringCase(String)
  case equalsIgnoringCase(String)
  case wildcard(Wildcard)
  case numeric(NumericRange)
  case addressBlock(AddressBlock)
  /// None of the strings.
  case noneOf(Set<String>)
  /// None of the numbers, however they are written.
  case noNumberOf(Set<Double>)
  /// A value to which none of the patterns applies.
  case noMatchOf([ValuePattern])
  /// Whether there is a value at all; judged by the field, since an absent value is none.
  case exists(Bool)

  func matches(_ value: JSONValue) -> Bool {
    switch self {
    case .equals(let expected): return value == expected
    case .prefix(let text): return value.stringValue.map { $0.utf8.starts(with: text.utf8) } ?? false
    case .suffix(let text): return value.stringValue.map { Self.ends($0, with: text) } ?? false
    case .prefixIgnoringCase(let text):
      return value.stringValue.map { $0.lowercased().utf8.starts(with: text.lowercased().utf8) } ?? false
    case .suffixIgnoringCase(let text):
      return value.stringValue.map { Self.ends($0.lowercased(), with: text.lowercased()) } ?? false
    case .equalsIgnoringCase(let text): return value.stringValue?.lowercased() == text.lowercased()
    case .wildcard(let wildcard): return value.stringValue.map(wildcard.matches) ?? false
    case .numeric(let range): return value.numberValue.map(range.contains) ?? false
    case .addressBlock(let block): return value.stringValue.map(block.contains) ?? false
    case .noneOf(let texts): return value.stringValue.map { !texts.contains($0) } ?? true
    case .noNumberOf(let numbers): return value.numberValue.map { !numbers.contains($0) } ?? true
    case .noMatchOf(let patterns): return !patterns.contains { $0.matches(value) }
    case .exists(let isThere): return isThere
    }
  }

  private static func ends(_ text: String, with end: String) -> Bool {
    text.utf8.count >= end.utf8.count && text.utf8.suffix(end.utf8.count).elementsEqual(end.utf8)
  }
}

/// A range of numbers, within the limits that EventBridge sets: from -5e9 to 5e9.
struct NumericRange: Sendable, Equatable {
  static let limits = -5e9...5e9

  var lower = limits.lowerBound
  var includesLower = true
  var upper = limits.upperBound
  var includesUpper = true

  func contains(_ number: Double) -> Bool {
    (includesLower ? number >= lower : number > lower) && (includesUpper ? number <= upper : number < upper)
  }
}

/// A pattern in which `*` stands for any characters, none included; `\*` and `\\` are the characters themselves.
struct Wildcard: Sendable, Equatable {
  /// What stands between the asterisks, in order; one more than there are asterisks.
  let pieces: [[UInt8]]

  /// Reads a pattern; `nil` where two asterisks follow each other or a backslash stands before something else.
  init?(_ text: String) {
    var pieces: [[UInt8]] = [[]]
    var bytes = Array(text.utf8)[...]
    var isAfterAsterisk = false
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "*") {
        if isAfterAsterisk { return nil }
        pieces.append([])
        isAfterAsterisk = true
        continue
      }
      isAfterAsterisk = false
      if byte == UInt8(ascii: "\\") {
        guard let next = bytes.popFirst(), next == UInt8(ascii: "*") || next == UInt8(ascii: "\\") else { return nil }
        pieces[pieces.count - 1].append(next)
      } else {
        pieces[pieces.count - 1].append(byte)
      }
    }
    self.pieces = pieces
  }

  /// Each piece is taken where it first fits, the last one at the end: no backtracking.
  func matches(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    guard pieces.count > 1 else { return rest.elementsEqual(pieces[0]) }
    guard rest.starts(with: pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] {
      guard let place = rest.firstRange(of: piece) else { return false }
      rest = rest[place.upperBound...]
    }
    let last = pieces[pieces.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
