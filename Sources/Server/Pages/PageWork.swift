import Foundation
import NIOPosix
import Synchronization

/// The threads that make pages: few, less urgent than those that answer invocations, and with a short queue.
final class PageWork: Sendable {
  /// Too many are waiting.
  struct Busy: Error {}

  private let pool: NIOThreadPool
  private let waiting = Mutex(0)
  private let most: Int

  /// - Parameter most: how many pieces of work may run or wait.
  init(threads: Int, most: Int) {
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    self.most = most
  }

  deinit { pool.shutdownGracefully { _ in } }

  /// Runs work on one of the threads.
  /// - Throws: ``Busy`` where too many wait; what `body` throws.
  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let isLetIn = waiting.withLock { waiting in
      guard waiting < most else { return false }
      waiting += 1
      return true
    }
    guard isLetIn else { throw Busy() }
    defer { waiting.withLock { $0 -= 1 } }
    return try await pool.runIfActive {
      // On Linux this is the calling thread alone; where it is not allowed, pages are as urgent as everything else.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      return try body()
    }
  }
}
