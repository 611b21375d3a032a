/// Numbers for distinct texts in the order in which they first come: a hash table over bytes, so that a text that was seen
/// before is found without making a string of it.
///
/// Invariants of this unsafe kernel: text `code` lies in `bytes` from `starts[code]` up to `starts[code + 1]`; `slots` has
/// `slotCount` entries, a power of two, of which at most half are taken, each a part of the hash and the code plus 1, 0 being
/// a free one. Its owner calls ``free()`` once.
struct TextCodes {
  /// How many distinct texts there are.
  private(set) var count = 0
  private var bytes = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 8)
  private var byteCapacity = 256
  private var starts = UnsafeMutablePointer<Int>.allocate(capacity: 34)
  private var slots = UnsafeMutablePointer<UInt64>.allocate(capacity: 64)
  private var slotCount = 64
  private var last = -1

  init() {
    starts[0] = 0
    slots.initialize(repeating: 0, count: slotCount)
  }

  /// Gives the memory back.
  func free() {
    bytes.deallocate()
    starts.deallocate()
    slots.deallocate()
  }

  /// The distinct texts by their numbers.
  var values: [String] { (0..<count).map { String(decoding: text($0), as: UTF8.self) } }

  /// The bytes of the text with a number.
  func text(_ code: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + starts[code], count: starts[code + 1] - starts[code])
  }

  /// The number of a text of `length` bytes.
  mutating func code(of text: UnsafeRawPointer, _ length: Int) -> Int32 {
    // Sorted and repeated text is common.
    if last >= 0, equals(last, text, length) { return Int32(truncatingIfNeeded: last) }
    let hash = Self.hash(text, length)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & (slotCount &- 1)
    while slots[slot] != 0 {
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag {
        let code = Int(slots[slot] & 0xFFFF_FFFF) &- 1
        if equals(code, text, length) {
          last = code
          return Int32(truncatingIfNeeded: code)
        }
      }
      slot = (slot &+ 1) & (slotCount &- 1)
    }
    last = count
    slots[slot] = tag | UInt64(count + 1)
    add(text, length)
    if count * 2 > slotCount { grow() }
    return Int32(last)
  }

  private mutating func add(_ text: UnsafeRawPointer, _ length: Int) {
    let start = starts[count]
    if start + length > byteCapacity {
      byteCapacity = (start + length) * 2
      let larger = UnsafeMutableRawPointer.allocate(byteCount: byteCapacity, alignment: 8)
      larger.copyMemory(from: bytes, byteCount: start)
      bytes.deallocate()
      bytes = larger
    }
    (bytes + start).copyMemory(from: text, byteCount: length)
    count += 1
    starts[count] = start + length
  }

  /// Makes room for four times as many; ``starts` has room for half as many texts as there are slots, and one.
  private mutating func grow() {
    slotCount *= 4
    slots.deallocate()
    slots = UnsafeMutablePointer<UInt64>.allocate(capacity: slotCount)
    slots.initialize(repeating: 0, count: slotCount)
    let larger = UnsafeMutablePointer<Int>.allocate(capacity: slotCount / 2 + 2)
    larger.initialize(from: starts, count: count + 1)
    starts.deallocate()
    starts = larger
    for code in 0..<count {
      let hash = Self.hash(bytes + starts[code], starts[code + 1] - starts[code])
      var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(code + 1)
    }
  }

  @inline(__always)
  private func equals(_ code: Int, _ text: UnsafeRawPointer, _ length: Int) -> Bool {
    let start = starts[code]
    guard starts[code &+ 1] &- start == length else { return false }
    let own = UnsafeRawPointer(bytes + start)
    var index = 0
    while index &+ 8 <= length {
      if own.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index &+= 8
    }
    while index < length {
      if own.load(fromByteOffset: index, as: UInt8.self) != text.load(fromByteOffset: index, as: UInt8.self) {
        return false
      }
      index &+= 1
    }
    return true
  }

  /// Multiplies and folds words of 8 bytes; the last one may overlap the one before.
  @inline(__always)
  private static func hash(_ text: UnsafeRawPointer, _ length: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index &+ 8 <= length {
      hash = fold(hash ^ text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    if index < length {
      if length >= 8 {
        hash = fold(hash ^ text.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self))
      } else if length >= 4 {
        let low = text.loadUnaligned(as: UInt32.self)
        let high = text.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self)
        hash = fold(hash ^ (UInt64(low) | UInt64(high) << 32))
      } else {
        let low = text.load(as: UInt8.self)
        let middle = text.load(fromByteOffset: length &>> 1, as: UInt8.self)
        let high = text.load(fromByteOffset: length &- 1, as: UInt8.self)
        hash = fold(hash ^ (UInt64(low) | UInt64(middle) << 8 | UInt64(high) << 16))
      }
    }
    return fold(hash)
  }

  @inline(__always)
  private static func fold(_ word: UInt64) -> UInt64 {
    let product = word &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product &>> 32)
  }
}
