import Foundation

/// A clock that only goes forward, for durations.
public struct Stopwatch: Sendable {
  private let read: @Sendable () -> UInt64

  /// Creates a clock from a function that gives nanoseconds.
  public init(_ read: @escaping @Sendable () -> UInt64) { self.read = read }

  /// The system's monotonic clock.
  public static let system = Stopwatch {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Nanoseconds since some moment.
  public var now: UInt64 { read() }
}
