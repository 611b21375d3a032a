import Foundation
import Synchronization

/// One line on standard error that is written over as work goes on. Where standard error is no terminal, nothing.
final class ProgressLine: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  private let lastUpdate = Mutex(Date.distantPast)

  /// Shows `text` in place of what was shown before, at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isShown else { return }
    let isDue = lastUpdate.withLock { last in
      guard Date().timeIntervalSince(last) > 0.1 else { return false }
      last = Date()
      return true
    }
    if isDue { FileHandle.standardError.write(Data("\r\u{1B}[K\(text())".utf8)) }
  }

  /// Clears the line.
  func clear() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
