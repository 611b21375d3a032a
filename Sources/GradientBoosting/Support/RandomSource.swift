/// Random numbers that depend on a seed and a position only, never on the order in which they are drawn.
struct RandomSource: Sendable {
  private var state: UInt64

  /// A stream of its own for every combination of seed, tree and purpose.
  init(seed: UInt64, tree: Int, purpose: UInt64) {
    state = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(tree) &* 0xD6E8_FEB8_6659_FD93 ^ purpose << 56)
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// The 32 random bits at a position.
  @inline(__always)
  func bits(at position: Int) -> UInt32 {
    var z = state &+ UInt64(truncatingIfNeeded: position) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 32) &* 0xD6E8_FEB8_6659_FD93
    z = (z ^ z >> 32) &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: z >> 32)
  }

  /// The next number below `bound`.
  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Int(Self.mix(state).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Some of `items`, at least one, in their order: a share of them as XGBoost rounds it.
  mutating func sample(_ items: [Int], share: Float) -> [Int] {
    guard share < 1, items.count > 1 else { return items }
    let count = max(Int(Float(items.count) * share), 1)
    var shuffled = items
    for index in 0..<count {
      shuffled.swapAt(index, index + next(below: shuffled.count - index))
    }
    return shuffled[..<count].sorted()
  }
}
