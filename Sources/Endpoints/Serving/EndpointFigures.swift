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

  private struct State {
    /// All but the requests that were answered.
    var reading = Reading()
    var answered = 0
  }

  private let state = Mutex(State())

  /// The numbers now.
  public var current: Reading {
    state.withLock { state in
      var reading = state.reading
      if state.answered > 0 { reading.requests["ok"] = state.answered }
      return reading
    }
  }

  func answered(rows: Int, nanoseconds: UInt64) {
    let bucket =
      Self.latencyBounds.firstIndex { nanoseconds <= $0 * 1000 } ?? Self.latencyBounds.count
    state.withLock { state in
      state.answered += 1
      state.reading.rows += rows
      state.reading.latencies[bucket] += 1
      state.reading.latencySum += nanoseconds
    }
  }

  func refused(_ code: String) { state.withLock { $0.reading.requests[code, default: 0] += 1 } }
  func loaded() { state.withLock { $0.reading.loads += 1 } }
  func swapped() { state.withLock { $0.reading.swaps += 1 } }
  func unloaded() { state.withLock { $0.reading.unloads += 1 } }
}
