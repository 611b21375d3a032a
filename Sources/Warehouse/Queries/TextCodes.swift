/// Numbers for distinct texts in the order in which they first come: a hash table over bytes, so that a text that was seen
/// before is found without making a string of it.
struct TextCodes {
  /// The distinct texts.
  private(set) var values: [String] = []
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  /// Places of texts plus 1, by their hash; 0 is a free slot. Never more than half full.
  private var slots = [Int32](repeating: 0, count: 64)
  private var last: Int32 = 0

  /// The number of a text.
  mutating func code(of text: UnsafeRawBufferPointer) -> Int32 {
    // Sorted and repeated text is common.
    if !values.isEmpty, equals(Int(last), text) { return last }
    var slot = Self.hash(text) & (slots.count - 1)
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if equals(Int(entry) - 1, text) {
        last = entry - 1
        return last
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = Int32(values.count)
    values.append(String(decoding: text, as: UTF8.self))
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    slots[slot] = code + 1
    if values.count * 2 > slots.count { grow() }
    last = code
    return code
  }

  private func equals(_ code: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let start = starts[code]
    guard starts[code + 1] - start == text.count else { return false }
    return bytes.withUnsafeBytes { own in
      for index in 0..<text.count where own[start &+ index] != text[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: slots.count * 4)
    for code in values.indices {
      let hash = bytes.withUnsafeBytes { own in
        Self.hash(UnsafeRawBufferPointer(rebasing: own[starts[code]..<starts[code + 1]]))
      }
      var slot = hash & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(code) + 1
    }
    slots = larger
  }

  /// FNV-1a over words of 8 bytes, mixed at the end.
  private static func hash(_ text: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: text.count)
    var index = 0
    while index &+ 8 <= text.count {
      hash = (hash ^ text.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      index &+= 8
    }
    while index < text.count {
      hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3
      index &+= 1
    }
    hash ^= hash >> 32
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF_FFFF_FFFF)
  }
}
