import Endpoints
import Logging
import ServiceLifecycle
import Warehouse

/// Looks whether the tables name another model for an endpoint, whoever changed them, and unloads what is idle.
struct EndpointPoller: Service, CustomStringConvertible {
  let host: EndpointHost
  let logger: Logger
  /// How often the files are looked at.
  let interval: Duration

  var description: String { "endpoints" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var watch = DatabaseWatch(.mlops, in: host.warehouse)
      while !Task.isCancelled {
        if watch.isDue() {
          do {
            try await BlockingWork.run { try host.refresh() }
          } catch {
            logger.error("the endpoints cannot be read: \(error)")
          }
        }
        host.unloadIdle()
        try? await Task.sleep(for: interval)
      }
    }
  }
}
