import Foundation
import Synchronization
public import Warehouse

/// A clock that stands still until a test moves it.
public final class ManualClock: Sendable {
  private let seconds = Mutex<Double>(1_768_464_000)
  private let bits = Mutex<UInt64>(1)

  /// Creates a clock that shows 2026-01-15T08:00:00.000Z.
  public init() {}

  /// Moves the clock.
  public func advance(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }

  /// Surroundings with this clock, whose user is `tester`.
  public var surroundings: Surroundings {
    Surroundings(
      user: "tester", clock: { Date(timeIntervalSince1970: self.seconds.withLock { $0 } + 0.0001) },
      randomBits: {
        self.bits.withLock { state in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return state ^ (state >> 29)
        }
      })
  }
}
