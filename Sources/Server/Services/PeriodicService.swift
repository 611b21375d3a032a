public import Logging
public import ServiceLifecycle

/// Work that is done again and again for as long as the server runs: the deliveries of events, the schedules.
public struct PeriodicService: Service, CustomStringConvertible {
  private let name: String
  private let interval: Duration
  private let logger: Logger
  private let work: @Sendable () throws -> Void

  /// Creates a service.
  /// - Parameters:
  ///   - name: for messages.
  ///   - interval: the pause after each time.
  ///   - work: one pass, on a thread where it may wait. What it throws is logged, and the next pass comes all the same.
  public init(
    _ name: String, every interval: Duration, logger: Logger, _ work: @escaping @Sendable () throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.logger = logger
    self.work = work
  }

  /// The name.
  public var description: String { name }

  /// Works until the server is stopped; a pass that is going on is finished.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await BlockingWork.runAlone(work)
        } catch {
          logger.error("\(name): \(error)")
        }
        try? await Task.sleep(for: interval)
      }
    }
  }
}
