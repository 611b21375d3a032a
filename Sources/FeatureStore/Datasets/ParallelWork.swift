import Foundation
import Synchronization

/// Pieces of work on threads of their own, as many at once as there are processors.
enum ParallelWork {
  /// The processors that may work at once.
  static var width: Int { max(1, min(8, ProcessInfo.processInfo.activeProcessorCount)) }

  /// Runs all pieces; the results are in their order.
  /// - Throws: the error of the first piece that failed.
  static func run<Value: Sendable>(_ pieces: [@Sendable () throws -> Value]) throws -> [Value] {
    let state = State<Value>(count: pieces.count)
    let work: @Sendable () -> Void = {
      while let index = state.take() { state.put(Result { try pieces[index]() }, at: index) }
    }
    let done = DispatchSemaphore(value: 0)
    let helpers = min(width, pieces.count) - 1
    for _ in 0..<max(0, helpers) {
      let thread = Thread {
        work()
        done.signal()
      }
      thread.stackSize = 1 << 21
      thread.start()
    }
    work()
    for _ in 0..<max(0, helpers) { done.wait() }
    return try state.results()
  }

  private final class State<Value: Sendable>: Sendable {
    private let next = Mutex(0)
    private let outcomes: Mutex<[Result<Value, any Error>?]>
    private let count: Int

    init(count: Int) {
      self.count = count
      outcomes = Mutex(Array(repeating: nil, count: count))
    }

    func take() -> Int? {
      next.withLock { next in
        guard next < count else { return nil }
        next += 1
        return next - 1
      }
    }

    func put(_ result: sending Result<Value, any Error>, at index: Int) {
      outcomes.withLock { $0[index] = result }
    }

    func results() throws -> [Value] { try outcomes.withLock { try $0.compactMap { try $0?.get() } } }
  }
}
