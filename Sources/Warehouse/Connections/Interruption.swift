import GRDBSQLite

/// Lets a long statement be given up: SQLite asks `isDue` every few milliseconds of work and stops where it says yes.
///
/// Invariant: the object outlives every connection that was given it, because the connection's owner keeps it.
final class Interruption: Sendable {
  private let isDue: @Sendable () -> Bool
  /// Instructions of SQLite's between two questions.
  private static let stride: CInt = 50_000

  init(_ isDue: @escaping @Sendable () -> Bool) { self.isDue = isDue }

  func watch(_ connection: OpaquePointer?) {
    sqlite3_progress_handler(
      connection, Self.stride,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isDue() ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}
