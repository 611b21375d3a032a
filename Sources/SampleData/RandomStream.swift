/// Random numbers that are the same on every machine.
///
/// The generator is SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with
/// the constants of Vigna's public domain reference): a counter that a mixing function turns into 64 random bits.
/// Everything else uses only additions, multiplications and square roots, which IEEE 754 defines to the last bit.
package struct RandomStream: Sendable {
  private var state: UInt64

  /// A stream that starts at the given state, as in the reference.
  package init(state: UInt64) {
    self.state = state
  }

  /// An independent stream for one purpose and one number within it, for example the weather or the sales of store 7.
  package init(seed: UInt64, purpose: UInt64, number: UInt64) {
    var mixer = RandomStream(state: seed)
    state = mixer.bits()
    mixer = RandomStream(state: state ^ (purpose &* 0xd1b5_4a32_d192_ed03))
    state = mixer.bits()
    mixer = RandomStream(state: state ^ (number &* 0xaef1_7502_108e_f2d9))
    state = mixer.bits()
  }

  /// The next 64 random bits.
  package mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed &>> 31)
  }

  /// A number from 0 (included) to 1 (excluded).
  package mutating func uniform() -> Double {
    Double(bits() &>> 11) * 0x1p-53
  }

  /// A whole number from 0 to `count - 1`.
  package mutating func below(_ count: Int) -> Int {
    Int(UInt64(count).multipliedFullWidth(by: bits()).high)
  }

  /// A number of mean 0 and standard deviation 1, nearly normal: the sum of eight uniform numbers (Irwin and Hall). It
  /// never leaves -4.9…4.9, and needs no logarithm.
  package mutating func normal() -> Double {
    let sum = Self.laneSum(bits()) &+ Self.laneSum(bits())
    return (Double(sum) - 262_140) * (1 / 53_509.919_921_450_08)
  }

  /// The sum of the four 16-bit numbers in `word`.
  private static func laneSum(_ word: UInt64) -> UInt64 {
    let pairs = (word & 0x0000_ffff_0000_ffff) &+ ((word &>> 16) & 0x0000_ffff_0000_ffff)
    return (pairs & 0xffff_ffff) &+ (pairs &>> 32)
  }
}
