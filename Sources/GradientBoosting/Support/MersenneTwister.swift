/// The generator MT19937 with the numbers and orders that C++'s standard library draws from it.
///
/// XGBoost samples with `std::mt19937`; with the same seed the same rows and columns are drawn here. Source: Matsumoto and
/// Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform pseudo-random number generator", 1998.
struct MersenneTwister: Sendable {
  private static let size = 624
  private static let middle = 397
  private var state: [UInt32]
  private var position = Self.size

  init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    for index in 1..<UInt32(Self.size) {
      let last = state[Int(index) - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ index)
    }
  }

  /// The next 32 random bits.
  mutating func next() -> UInt32 {
    if position == Self.size { twist() }
    var bits = state[position]
    position += 1
    bits ^= bits >> 11
    bits ^= bits << 7 & 0x9D2C_5680
    bits ^= bits << 15 & 0xEFC6_0000
    return bits ^ bits >> 18
  }

  private mutating func twist() {
    for index in 0..<Self.size {
      let bits = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7FFF_FFFF
      state[index] = state[(index + Self.middle) % Self.size] ^ bits >> 1 ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    position = 0
  }

  /// The next number below `bound`, every one equally likely. Source: Lemire, "Fast Random Integer Generation in an
  /// Interval", 2019, as in libstdc++'s `uniform_int_distribution`.
  mutating func next(below bound: UInt32) -> Int {
    var product = UInt64(next()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(next()) * UInt64(bound) }
    }
    return Int(product >> 32)
  }

  /// Shuffles as libstdc++'s `std::shuffle` does: two places are drawn with one number where that has room for both.
  mutating func shuffle(_ items: inout [Int]) {
    let count = items.count
    guard count > 1 else { return }
    guard count <= 65_535 else {
      for index in 1..<count { items.swapAt(index, next(below: UInt32(index + 1))) }
      return
    }
    var index = 1
    if count % 2 == 0 {
      items.swapAt(1, next(below: 2))
      index = 2
    }
    while index < count {
      let choices = index + 1
      let pair = next(below: UInt32(choices * (choices + 1)))
      items.swapAt(index, pair / (choices + 1))
      items.swapAt(index + 1, pair % (choices + 1))
      index += 2
    }
  }
}
