import Endpoints
import Logging
import ServiceLifecycle

/// Writes captured predictions a few times a second, and what is left at the end.
struct CaptureService: Service, CustomStringConvertible {
  let writer: CaptureWriter
  let logger: Logger

  var description: String { "data capture" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(250))
        await write()
      }
    }
    await write()
  }

  private func write() async {
    do {
      // Not on the pool, which refuses work once the task is cancelled: what waits would be lost.
      try await BlockingWork.runAlone { _ = try writer.writeAll() }
    } catch {
      logger.error("captured predictions were lost: \(error)")
    }
  }
}
