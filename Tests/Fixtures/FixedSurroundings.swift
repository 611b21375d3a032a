import Foundation
import Synchronization
public import Warehouse

/// Surroundings in which nothing is left to chance: the clock moves a millisecond at each look, identifiers follow a seed.
public enum FixedSurroundings {
  /// The first moment of every test.
  public static let start = "2026-01-15T08:00:00.001Z"

  /// Creates surroundings whose user is `tester`.
  public static func make(seed: UInt64 = 1) -> Surroundings {
    let state = State(seed: seed)
    return Surroundings(user: "tester", clock: { state.tick() }, randomBits: { state.bits() })
  }

  private final class State: Sendable {
    private let milliseconds = Mutex<Int>(0)
    private let generator: Mutex<UInt64>

    init(seed: UInt64) { generator = Mutex(seed) }

    func tick() -> Date {
      milliseconds.withLock { count in
        count += 1
        return Date(timeIntervalSince1970: 1_768_464_000 + Double(count) / 1000 + 0.0001)
      }
    }

    /// SplitMix64.
    func bits() -> UInt64 {
      generator.withLock { state in
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
      }
    }
  }
}
