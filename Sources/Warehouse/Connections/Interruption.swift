import Foundation
import GRDBSQLite

/// Lets a long statement be given up: SQLite asks `isDue` every few milliseconds of work, and while it waits for another
/// process to finish writing, and stops where it says yes.
///
/// Invariant: the object outlives every connection that was given it, because the connection's owner keeps it.
final class Interruption: Sendable {
  /// Whether to give up.
  let isDue: @Sendable () -> Bool
  /// Instructions of SQLite's between two questions.
  private static let stride: CInt = 50_000

  init(_ isDue: @escaping @Sendable () -> Bool) { self.isDue = isDue }

  /// Waits a moment for another process that is writing, as SQLite's own time-out does: short at first, a minute in all.
  /// - Parameter count: how often it has waited already.
  /// - Returns: whether to try again.
  @Sendable func mayWait(_ count: Int) -> Bool {
    guard !isDue() else { return false }
    let milliseconds = count < Self.pauses.count ? Self.pauses[count] : 100
    guard count < Self.pauses.count + 600 else { return false }
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
    return true
  }

  private static let pauses = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50]

  func watch(_ connection: OpaquePointer?) {
    sqlite3_progress_handler(
      connection, Self.stride,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isDue() ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}
