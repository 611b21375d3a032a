import Endpoints
import Logging
import ServiceLifecycle
import Warehouse

/// Closes a server that was started without users as soon as there is one, whoever made it.
struct DoorKeeper: Service, CustomStringConvertible {
  let policy: AccessPolicy
  let warehouse: Warehouse
  let logger: Logger
  /// How often the files are looked at.
  let interval: Duration

  var description: String { "access" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var watch = DatabaseWatch(.mlops, in: warehouse)
      while !Task.isCancelled {
        if policy.isOpen, let hasUsers = policy.hasUsers, watch.isDue() {
          do {
            if try await BlockingWork.run(hasUsers) {
              policy.door.close()
              logger.notice("there are users now: requests need a token")
            }
          } catch {
            logger.error("the users cannot be read: \(error)")
          }
        }
        try? await Task.sleep(for: interval)
      }
    }
  }
}
