import NIOPosix

/// Work that waits for a disk or takes longer than a moment, on threads of its own.
enum BlockingWork {
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(body)
  }
}
