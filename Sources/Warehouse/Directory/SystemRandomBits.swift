import Synchronization

/// The system's random numbers, fetched some at a time: a call of the system for each would be a fiftieth of the time of a
/// prediction. Each is given out once.
final class SystemRandomBits: Sendable {
  private let waiting = Mutex<[UInt64]>([])

  func next() -> UInt64 {
    waiting.withLock { waiting in
      if waiting.isEmpty {
        var system = SystemRandomNumberGenerator()
        waiting = (0..<64).map { _ in system.next() }
      }
      return waiting.removeLast()
    }
  }
}
