/// Growing memory for rows on their way out.
///
/// Invariants of this unsafe kernel: `count + slack <= capacity` after every call, so that a number or a separator can
/// be stored without a test; everything below `count` is initialised. Sources are read only within the count given with
/// them.
struct RowBuffer: ~Copyable {
  /// More than the longest number with a separator.
  static let slack = 64

  private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutableRawPointer

  init(capacity: Int) {
    self.capacity = max(capacity, 2 * RowBuffer.slack)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  mutating func removeAll() { count = 0 }

  /// Makes room for `more` bytes and the slack.
  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more + RowBuffer.slack > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more + RowBuffer.slack)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    memory.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = memory
    capacity = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
    reserve(0)
  }

  /// An integer in decimal.
  @inline(__always)
  mutating func append(_ value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(magnitude: value.magnitude)
  }

  /// A whole number in decimal.
  mutating func append(magnitude: UInt64) {
    if magnitude < 10 {
      append(UInt8(truncatingIfNeeded: 48 &+ magnitude))
      return
    }
    var digits = 2
    var rest = magnitude / 100
    while rest != 0 {
      digits &+= rest >= 10 ? 2 : 1
      rest /= 100
    }
    append(magnitude: magnitude, digits: digits)
  }

  /// The last so many decimal digits of a number, at most 20.
  @inline(__always)
  mutating func append(magnitude: UInt64, digits: Int) {
    var rest = magnitude
    var offset = count &+ digits
    while offset > count {
      offset &-= 1
      let next = rest / 10
      base.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ rest &- next &* 10), toByteOffset: offset, as: UInt8.self)
      rest = next
    }
    count &+= digits
    reserve(0)
  }

  /// Bytes as they are.
  mutating func append(verbatim source: UnsafeRawBufferPointer) {
    reserve(source.count)
    guard let start = source.baseAddress else { return }
    (base + count).copyMemory(from: start, byteCount: source.count)
    count &+= source.count
  }

  /// Text as a field: in quotation marks, with those inside doubled, if it is empty or has the delimiter, a quotation
  /// mark or a line end.
  mutating func append(text source: UnsafeRawBufferPointer, delimiter: UInt8) {
    reserve(2 * source.count + 2)
    guard !source.isEmpty, let start = source.baseAddress else {
      append(UInt8(ascii: "\""))
      append(UInt8(ascii: "\""))
      return
    }
    if RowBuffer.needsQuotes(source, delimiter: delimiter) {
      var end = count
      base.storeBytes(of: UInt8(ascii: "\""), toByteOffset: end, as: UInt8.self)
      end &+= 1
      for byte in source {
        base.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end &+= 1
        if byte == UInt8(ascii: "\"") {
          base.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
          end &+= 1
        }
      }
      base.storeBytes(of: UInt8(ascii: "\""), toByteOffset: end, as: UInt8.self)
      count = end &+ 1
    } else {
      (base + count).copyMemory(from: start, byteCount: source.count)
      count &+= source.count
    }
  }

  /// Whether the text, which is not empty, has the delimiter, a quotation mark or a line end. Searched for in words of
  /// 8 bytes; the last one overlaps the one before. Text shorter than a word is gathered into one, with zero
  /// bytes before it, which are none of these.
  @inline(__always)
  private static func needsQuotes(_ source: UnsafeRawBufferPointer, delimiter: UInt8) -> Bool {
    guard let base = source.baseAddress else { return false }
    let count = source.count
    if count < 8 {
      var word: UInt64 = 0
      for offset in 0..<count { word = word << 8 | UInt64(base.load(fromByteOffset: offset, as: UInt8.self)) }
      return SpecialBytes(delimiter: delimiter).occur(in: word)
    }
    let special = SpecialBytes(delimiter: delimiter)
    var offset = 0
    while offset &+ 8 <= count {
      if special.occur(in: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) { return true }
      offset &+= 8
    }
    return special.occur(in: base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
  }
}

/// The bytes for which a field must be quoted, sought in words of 8 bytes.
///
/// `(x - 0x01…) & ~x & 0x80…` is not zero exactly if `x` has a zero byte, as `word ^ pattern` has where the word has
/// the pattern's byte.
private struct SpecialBytes {
  private static let low: UInt64 = 0x0101_0101_0101_0101
  private let delimiter: UInt64

  @inline(__always)
  init(delimiter: UInt8) { self.delimiter = SpecialBytes.low &* UInt64(delimiter) }

  @inline(__always)
  func occur(in word: UInt64) -> Bool {
    func marks(_ pattern: UInt64) -> UInt64 {
      let difference = word ^ pattern
      return (difference &- SpecialBytes.low) & ~difference
    }
    let found =
      marks(delimiter) | marks(SpecialBytes.low &* 0x22) | marks(SpecialBytes.low &* 0x0A)
      | marks(SpecialBytes.low &* 0x0D)
    return found & 0x8080_8080_8080_8080 != 0
  }
}
