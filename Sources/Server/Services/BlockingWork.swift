import Foundation
import NIOPosix

/// Work that waits for a disk or takes longer than a moment, on threads of its own.
enum BlockingWork {
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(body)
  }

  /// Runs work that may take minutes on a thread of its own, so that requests never wait for it.
  static func runAlone<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Swift.Result(catching: body)) }
      // As much as a main thread has: a pipeline may run here.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}
