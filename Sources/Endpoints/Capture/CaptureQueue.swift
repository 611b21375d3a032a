import Synchronization
import Warehouse

/// A request that was answered, on its way to the table of predictions.
public struct CapturedRequest: Sendable {
  let endpoint: String
  let model: ServedModel
  let rows: FeatureRows
  let predictions: [Float]
  let quantiles: Quantiles?
  let nanoseconds: UInt64
  let predictionID: String
  let requestID: String
  let capturedAt: UTCTimestamp
}

/// Holds captured requests until the writer takes them. It never makes a request wait: where it is full, what comes is
/// dropped and counted.
public final class CaptureQueue: Sendable {
  /// What became of the requests so far.
  public struct Figures: Sendable, Equatable {
    /// Requests that wait.
    public var waiting = 0
    /// Rows that wait.
    public var waitingRows = 0
    /// Rows that were written.
    public var written = 0
    /// Rows that were dropped because the queue was full.
    public var dropped = 0
    /// Rows that were lost because they could not be written.
    public var failed = 0
  }

  private struct State {
    var requests: [CapturedRequest] = []
    var figures = Figures()
    var draw: UInt64
  }

  private let state: Mutex<State>
  private let capacity: Int

  /// Creates an empty queue.
  /// - Parameters:
  ///   - capacity: rows that may wait.
  ///   - seed: decides which requests are sampled.
  public init(capacity: Int = 100_000, seed: UInt64 = 0) {
    self.capacity = capacity
    state = Mutex(State(draw: seed))
  }

  /// What became of the requests so far.
  public var figures: Figures { state.withLock { $0.figures } }

  /// Takes a request, or not, as the share of captured requests and the room decide.
  func offer(percent: Double, _ request: @autoclosure () -> CapturedRequest) {
    guard percent > 0, percent >= 100 || draw() * 100 < percent else { return }
    let request = request()
    state.withLock { state in
      guard state.figures.waitingRows + request.rows.count <= capacity else {
        state.figures.dropped += request.rows.count
        return
      }
      state.requests.append(request)
      state.figures.waiting += 1
      state.figures.waitingRows += request.rows.count
    }
  }

  /// Everything that waits.
  func takeAll() -> [CapturedRequest] {
    state.withLock { state in
      let requests = state.requests
      state.requests = []
      state.figures.waiting = 0
      state.figures.waitingRows = 0
      return requests
    }
  }

  func wrote(_ rows: Int) { state.withLock { $0.figures.written += rows } }
  func lost(_ rows: Int) { state.withLock { $0.figures.failed += rows } }

  /// A number in 0..<1 (SplitMix64).
  private func draw() -> Double {
    let counter = state.withLock { state in
      state.draw &+= 0x9E37_79B9_7F4A_7C15
      return state.draw
    }
    var mixed = (counter ^ (counter >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) / 9_007_199_254_740_992
  }
}
