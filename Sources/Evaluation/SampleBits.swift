/// Draws samples of rows: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) for the bits, selection sampling (Knuth, The Art of
/// Computer Programming, volume 2, algorithm 3.4.2 S) for the rows.
struct SampleBits {
  var state: UInt64

  /// A number from 0 (included) to 1 (excluded).
  private mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((mixed ^ (mixed &>> 31)) &>> 11) * 0x1p-53
  }

  /// `count` different rows of `total`, ascending; each set of rows is equally likely.
  mutating func rows(_ count: Int, of total: Int) -> [Int] {
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for row in 0..<total where uniform() * Double(total - row) < Double(count - chosen.count) { chosen.append(row) }
    return chosen
  }
}
