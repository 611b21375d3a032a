/// Which rows of a column hold a value: one bit a row, 1 for a value and 0 for a missing one (NULL in SQL).
public struct Validity: Sendable, Equatable {
  /// The number of rows.
  public private(set) var count: Int
  /// The number of missing rows.
  public private(set) var missingCount: Int
  private var words: [UInt64]

  /// Creates an empty bitmap that `append(_:)` fills.
  public init() {
    count = 0
    missingCount = 0
    words = []
  }

  /// Creates a bitmap in which all rows hold a value, or none does.
  public init(repeating valid: Bool, count: Int) {
    self.count = count
    missingCount = valid ? 0 : count
    words = Array(repeating: valid ? ~0 : 0, count: (count + 63) / 64)
    clearPadding()
  }

  /// Takes over a bitmap of `count` bits in which 1 is a missing row. The memory has a word for each 64 rows or part of them.
  package init(missing: UnsafePointer<UInt64>, count: Int) {
    self.count = count
    words = (0..<(count + 63) / 64).map { ~missing[$0] }
    missingCount = 0
    clearPadding()
    missingCount = count - words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Whether every row holds a value.
  public var isComplete: Bool { missingCount == 0 }

  /// Whether `row` holds a value.
  public subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "row out of range")
      return words[row >> 6] & (1 << UInt64(row & 63)) != 0
    }
    set {
      guard newValue != self[row] else { return }
      words[row >> 6] ^= 1 << UInt64(row & 63)
      missingCount += newValue ? -1 : 1
    }
  }

  /// Adds a row at the end.
  public mutating func append(_ valid: Bool) {
    if count & 63 == 0 { words.append(0) }
    if valid {
      words[count >> 6] |= 1 << UInt64(count & 63)
    } else {
      missingCount += 1
    }
    count += 1
  }

  /// Adds all rows of another bitmap at the end.
  public mutating func append(contentsOf other: Validity) {
    let shift = UInt64(count & 63)
    count += other.count
    missingCount += other.missingCount
    guard shift != 0, let last = words.indices.last else {
      words.append(contentsOf: other.words)
      return
    }
    words.reserveCapacity(last + 1 + other.words.count)
    for word in other.words {
      words[words.count - 1] |= word << shift
      words.append(word >> (64 - shift))
    }
    // The last word is one too many where the rows fit the one before.
    words.removeLast(words.count - (count + 63) / 64)
  }

  private mutating func clearPadding() {
    if count & 63 != 0, let last = words.indices.last {
      words[last] &= (1 << UInt64(count & 63)) - 1
    }
  }
}
