/// Finds the position of a known value in one step: most columns have few values, which repeat.
///
/// A value has one place, by a hash of its bits; where two want the same place the later one is not found, and the caller
/// searches.
struct ValueTable: Sendable, Equatable {
  /// Bits that no number has.
  private static let empty = UInt32.max
  private var keys: [UInt32]
  private var positions: [UInt16]
  /// What is left of a hash names the place.
  private let shift: UInt32

  init(_ values: some Collection<Float>) {
    // Eight places a value keep collisions rare; more than 2048 would leave the first cache.
    let wanted = max(values.count, 4) * 8
    let bits = min(wanted.bitWidth - (wanted - 1).leadingZeroBitCount, 11)
    shift = UInt32(32 - bits)
    keys = Array(repeating: Self.empty, count: 1 << bits)
    positions = Array(repeating: UInt16.max, count: keys.count)
    for (position, value) in values.enumerated() {
      let bits = (value + 0).bitPattern
      let place = Self.place(of: bits, shift: shift)
      guard keys[place] == Self.empty, let position = UInt16(exactly: position) else { continue }
      keys[place] = bits
      positions[place] = position
    }
  }

  @inline(__always)
  private static func place(of bits: UInt32, shift: UInt32) -> Int {
    Int(truncatingIfNeeded: (bits &* 0x9E37_79B1) &>> shift)
  }

  /// Calls `body` with a function that gives the position of a value, or `UInt16.max` where it must be searched.
  @inline(__always)
  func withPositions<Result>(_ body: ((Float) -> UInt16) -> Result) -> Result {
    keys.withUnsafeBufferPointer { keys in
      positions.withUnsafeBufferPointer { positions in
        body { value in
          let bits = (value + 0).bitPattern
          let place = Self.place(of: bits, shift: shift)
          return keys[place] == bits ? positions[place] : UInt16.max
        }
      }
    }
  }
}
