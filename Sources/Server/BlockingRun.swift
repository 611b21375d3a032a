import Dispatch
import Foundation
import ServiceLifecycle
import Synchronization

extension StockroomServer {
  /// Runs the server until it is stopped, for a caller that is not asynchronous.
  /// - Parameter onRunning: is told the port when the server listens.
  /// - Throws: ``ServerError`` where the address is taken or not to be had; what a service failed with.
  public func run(onRunning: @escaping @Sendable (Int) -> Void) throws {
    Self.raiseFileLimit()
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    let group = group(onRunning: onRunning)
    let address = "\(configuration.host):\(configuration.port)"
    Task.detached {
      do {
        try await group.run()
      } catch {
        outcome.set(ServerError.explaining(error, address: address))
      }
      done.signal()
    }
    done.wait()
    if let error = outcome.error { throw error }
  }

  private final class Outcome: Sendable {
    private let state = Mutex<(any Error)?>(nil)
    var error: (any Error)? { state.withLock { $0 } }
    func set(_ error: any Error) { state.withLock { $0 = error } }
  }

  /// A connection takes a file descriptor; the usual limit of 1024 is for programs that have none.
  private static func raiseFileLimit() {
    let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(openFiles, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(openFiles, &limit)
  }
}
