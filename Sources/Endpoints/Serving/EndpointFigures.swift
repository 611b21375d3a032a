import Synchronization

/// What a server counts of an endpoint.
public final class EndpointFigures: Sendable {
  /// The upper bounds of the latency histogram in microseconds; the last bucket has none.
  public static let latencyBounds: [UInt64] = [
    25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 100_000, 1_000_000,
  ]

  /// The numbers at one moment.
  public struct Reading: Sendable, Equatable {
    /// Requests by outcome: `ok`, or the code of the error.
    public var requests: [String: Int] = [:]
    /// Rows that were predicted.
    public var rows = 0
    /// Requests per bucket of latency; see ``EndpointFigures/latencyBounds``.
    public var latencies = Array(repeating: 0, count: EndpointFigures.latencyBounds.count + 1)
    /// The sum of all latencies in nanoseconds.
    public var latencySum: UInt64 = 0
    /// Models that were loaded.
    public var loads = 0
    /// Models that replaced another one in service.
    public var swaps = 0
    /// Models that were unloaded.
    public var unloads = 0
  }

  private let reading = Mutex(Reading())

  /// The numbers now.
  public var current: Reading { reading.withLock { $0 } }

  func answered(rows: Int, nanoseconds: UInt64) {
    let bucket =
      Self.latencyBounds.firstIndex { nanoseconds <= $0 * 1000 } ?? Self.latencyBounds.count
    reading.withLock { reading in
      reading.requests["ok", default: 0] += 1
      reading.rows += rows
      reading.latencies[bucket] += 1
      reading.latencySum += nanoseconds
    }
  }

  func refused(_ code: String) { reading.withLock { $0.requests[code, default: 0] += 1 } }
  func loaded() { reading.withLock { $0.loads += 1 } }
  func swapped() { reading.withLock { $0.swaps += 1 } }
  func unloaded() { reading.withLock { $0.unloads += 1 } }
}
