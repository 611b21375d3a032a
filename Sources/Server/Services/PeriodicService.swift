public import Logging
public import ServiceLifecycle

/// Work that is done again and again for as long as the server runs: the deliveries of events, the schedules.
public struct PeriodicService: Service, CustomStringConvertible {
  private let name: String
  private let interval: Duration
  private let logger: Logger
  private let stopping: @Sendable () -> Void
  private let work: @Sendable () throws -> Void

  /// Creates a service.
  /// - Parameters:
  ///   - name: for messages.
  ///   - interval: the pause after each time.
  ///   - stopping: is called when the server is told to stop, so that a long pass can end early.
  ///   - work: one pass, on a thread where it may wait. What it throws is logged, and the next pass comes all the same.
  public init(
    _ name: String, every interval: Duration, logger: Logger, stopping: @escaping @Sendable () -> Void = {},
    _ work: @escaping @Sendable () throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.logger = logger
    self.stopping = stopping
    self.work = work
  }

  /// The name.
  public var description: String { name }

  /// Works until the server is stopped; a pass that is going on is finished.
  public func run() async throws {
    await withGracefulShutdownHandler {
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
    } onGracefulShutdown: {
      stopping()
    }
  }
}
