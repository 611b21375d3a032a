/// Growing memory for rows on their way out.
///
/// Invariants of this unsafe kernel: `count + slack <= capacity` after every call, so that a number or a separator can be
/// stored without a test; everything below `count` is initialised. Sources are read only within the count given with them.
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

  /// The decimal digits of an integer.
  mutating func append(_ value: Int64) {
    var magnitude = value.magnitude
    if value < 0 {
      base.storeBytes(of: UInt8(ascii: "-"), toByteOffset: count, as: UInt8.self)
      count &+= 1
    }
    var length = 1
    var limit: UInt64 = 10
    while length < 20 && magnitude >= limit {
      length &+= 1
      limit = limit &* 10
      if length == 20 { break }
    }
    var offset = count &+ length
    repeat {
      offset &-= 1
      base.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ magnitude % 10), toByteOffset: offset, as: UInt8.self)
      magnitude /= 10
    } while magnitude != 0
    count &+= length
    reserve(0)
  }

  /// Bytes as they are.
  mutating func append(verbatim source: UnsafeRawBufferPointer) {
    reserve(source.count)
    guard let start = source.baseAddress else { return }
    (base + count).copyMemory(from: start, byteCount: source.count)
    count &+= source.count
  }

  /// Text as a field: in quotation marks, with those inside doubled, if it is empty or has the delimiter, a quotation mark
  /// or a line end.
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

  private static func needsQuotes(_ source: UnsafeRawBufferPointer, delimiter: UInt8) -> Bool {
    for byte in source
    where byte == delimiter || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      return true
    }
    return false
  }
}
