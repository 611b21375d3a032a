/// Which rows a tree sees: each with the same probability, the same rows for any number of threads, and the same rows as in
/// XGBoost with the same seed.
///
/// Row i is drawn where the (i + 1)-th number of the generator x -> 16807 x mod 2^63 is below a bound. Jumping to any row is
/// one power of the factor. Source: XGBoost, `src/tree/hist/sampler.h`.
struct RowSampling: Sendable {
  private static let factor: UInt64 = 16807
  private static let mask = UInt64(1) << 63 - 1

  private let seed: UInt64
  private let limit: UInt64

  /// - Parameters:
  ///   - seed: The tree's number from the training's generator.
  ///   - share: The probability of a row, below 1.
  init(seed: UInt32, share: Float) {
    self.seed = UInt64(seed)
    limit = Self.limit(Double(share))
  }

  /// The generator's state before it gives the number of `row`.
  @inline(__always)
  func state(before row: Int) -> UInt64 {
    var power: UInt64 = 1
    var base = Self.factor
    var exponent = row
    while exponent > 0 {
      if exponent & 1 == 1 { power = power &* base & Self.mask }
      base = base &* base & Self.mask
      exponent >>= 1
    }
    let state = power &* seed & Self.mask
    return state == 0 ? 1 : state
  }

  /// Whether the next row is drawn.
  @inline(__always)
  func draws(_ state: inout UInt64) -> Bool {
    state = state &* Self.factor & Self.mask
    return state < limit
  }

  /// The smallest number that stands for a fraction of at least `share`, counted as C++ counts it.
  private static func limit(_ share: Double) -> UInt64 {
    var below: UInt64 = 0
    var above = mask
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if Double(middle - 1) / Double(mask) < share { below = middle } else { above = middle }
    }
    return above
  }
}
