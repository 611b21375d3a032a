import Foundation
import Synchronization

/// ^C and SIGTERM ask the work to stop in good order; the second time they end the program at once.
enum Interrupts {
  private static let isRequested = Atomic(false)

  /// Catches the signals from now on.
  /// - Returns: whether one of them has come.
  static func watch() -> @Sendable () -> Bool {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        // Only what is safe inside a signal handler.
        if Interrupts.isRequested.exchange(true, ordering: .relaxed) {
          signal(number, SIG_DFL)
          raise(number)
        }
      }
    }
    // A program that was started on a thread with blocked signals would never see them.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    return { isRequested.load(ordering: .relaxed) }
  }
}
