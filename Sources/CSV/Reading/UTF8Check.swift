/// Checks that bytes are UTF-8.
enum UTF8Check {
  /// The offset of the first byte that is not part of well-formed UTF-8 (Unicode 16, table 3-7), or `nil`.
  ///
  /// Invariant of this unsafe kernel: words are loaded only where all their bytes lie within the buffer.
  static func firstInvalidByte(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let end = bytes.count
    var offset = 0
    while offset < end {
      while offset &+ 32 <= end {
        let a = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let b = base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
        let c = base.loadUnaligned(fromByteOffset: offset &+ 16, as: UInt64.self)
        let d = base.loadUnaligned(fromByteOffset: offset &+ 24, as: UInt64.self)
        guard (a | b | c | d) & 0x8080_8080_8080_8080 == 0 else { break }
        offset &+= 32
      }
      let stop = min(offset &+ 32, end)
      while offset < stop {
        if bytes[offset] < 0x80 {
          offset &+= 1
          continue
        }
        let length = sequenceLength(bytes, at: offset, end: end)
        if length == 0 { return offset }
        offset &+= length
      }
    }
    return nil
  }

  /// The length of the well-formed sequence of two to four bytes at `offset`, or 0.
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at offset: Int, end: Int) -> Int {
    let first = bytes[offset]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    default: return 0
    }
    guard offset + length <= end, second.contains(bytes[offset + 1]) else { return 0 }
    for index in (offset + 2)..<(offset + length) where bytes[index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
