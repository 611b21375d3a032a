/// Where a field lies in its batch: the start in the bytes, the length, and whether it was quoted.
@usableFromInline
struct FieldSlot: Sendable {
  @usableFromInline let start: UInt32
  /// The length in the upper 30 bits, then a bit for doubled quotation marks and one for a quoted field.
  @usableFromInline let lengthAndFlags: UInt32

  @inlinable
  init(start: Int, length: Int, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndFlags = UInt32(truncatingIfNeeded: length << 2) | (isQuoted ? 1 : 0) | (hasDoubledQuotes ? 2 : 0)
  }

  @inlinable var length: Int { Int(lengthAndFlags >> 2) }
  @inlinable var isQuoted: Bool { lengthAndFlags & 1 != 0 }
  @inlinable var hasDoubledQuotes: Bool { lengthAndFlags & 2 != 0 }
  /// Where a record starts of which this is the first field.
  var recordStart: Int { Int(start) - (isQuoted ? 1 : 0) }
  /// An empty field without quotation marks.
  @inlinable var isNull: Bool { lengthAndFlags == 0 }
}
