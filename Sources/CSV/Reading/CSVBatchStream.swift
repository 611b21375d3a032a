import Dispatch
import Synchronization

/// Reads a CSV file on a thread of its own, some batches ahead of the one who takes them.
///
/// Parsing then costs the taker no time where there is a second core. At most `ahead` batches wait, so that memory
/// stays constant. Records and errors come in the order of the file, as from `CSVReader`.
public final class CSVBatchStream: Sendable {
  /// The column names, in order.
  public let columns: [String]
  /// The size of the input, compressed if it is; `nil` for a pipe.
  public let inputSize: Int?

  private struct State {
    var filled: [CSVBatch] = []
    var spare: [CSVBatch] = []
    var end: Result<Void, CSVError>?
    var isCancelled = false
    var typing: CSVTyping?
  }

  /// What reader and taker share. The thread holds this and not the stream, so that the stream can be let go.
  private final class Exchange: Sendable {
    let state = Mutex(State())
    let room: DispatchSemaphore
    let arrivals = DispatchSemaphore(value: 0)

    init(ahead: Int) {
      // A semaphore must not be destroyed below its first value, so that value is 0.
      room = DispatchSemaphore(value: 0)
      for _ in 0..<ahead { room.signal() }
    }
  }

  private let exchange: Exchange

  /// Opens the input, reads the header and starts reading ahead.
  ///
  /// - Parameters:
  ///   - ahead: How many batches may wait, at least 1.
  ///   - observer: Sees the input's bytes as `CSVReader` reads them; called on one thread after another, never on two
  ///     at once.
  public convenience init(
    _ input: CSVInput, options: CSVReadOptions = CSVReadOptions(), ahead: Int = 4,
    observingInput observer: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(CSVError) {
    self.init(try CSVReader(input, options: options, observingInput: observer), typing: nil, ahead: ahead)
  }

  /// Starts reading ahead what is left of a reader.
  ///
  /// - Parameter typing: How the fields are read, on the reading thread. An error in it comes instead of the batch.
  public init(_ reader: sending CSVReader, typing: CSVTyping?, ahead: Int = 4) {
    precondition(ahead > 0, "a stream with room for no batch")
    columns = reader.columns
    inputSize = reader.inputSize
    let exchange = Exchange(ahead: ahead)
    self.exchange = exchange
    let only = OnlyOwner(reader)
    DispatchQueue(label: "csv.read-ahead").async { CSVBatchStream.run(only.reader, typing, exchange) }
  }

  /// How the fields were read, once the last batch was taken.
  public var finishedTyping: CSVTyping? { exchange.state.withLock { $0.typing } }

  deinit {
    exchange.state.withLock { $0.isCancelled = true }
    exchange.room.signal()
  }

  /// Replaces the content of `batch` by the next records; its memory goes back to the reader. Says whether there are
  /// any. To be called from one thread at a time.
  public func next(into batch: inout CSVBatch) throws(CSVError) -> Bool {
    exchange.arrivals.wait()
    let end: Result<Void, CSVError>? = exchange.state.withLock { state in
      guard state.filled.isEmpty else {
        state.spare.append(batch)
        batch = state.filled.removeFirst()
        return nil
      }
      return state.end
    }
    guard let end else {
      exchange.room.signal()
      return true
    }
    // The end is met by every later call too.
    exchange.arrivals.signal()
    batch.count = 0
    try end.get()
    return false
  }

  /// The reader, which its maker has given up: it is used by the reading thread only.
  private struct OnlyOwner: @unchecked Sendable {
    let reader: CSVReader
    init(_ reader: CSVReader) { self.reader = reader }
  }

  private static func run(_ reader: CSVReader, _ typing: CSVTyping?, _ exchange: Exchange) {
    var typing = typing
    while true {
      exchange.room.wait()
      let batch: CSVBatch? = exchange.state.withLock { state in
        state.isCancelled ? nil : state.spare.popLast() ?? CSVBatch()
      }
      guard var batch else { return }
      var end: Result<Void, CSVError>?
      do {
        end = try reader.next(into: &batch) ? nil : .success(())
        if end == nil { try typing?.apply(to: &batch, columns: reader.columns, file: reader.name) }
      } catch {
        end = .failure(error)
      }
      exchange.state.withLock { state in
        if let end {
          state.end = end
          state.typing = typing
        } else {
          state.filled.append(batch)
        }
      }
      exchange.arrivals.signal()
      if end != nil { return }
    }
  }
}
