import Foundation
import GRDB
import Synchronization
import Warehouse

/// Lines of an execution's log on their way into the table. They are written with the next row of the ledger, or when the
/// oldest has waited for a second.
final class ExecutionLog: Sendable {
  enum Level: String, Sendable { case info, warning, error }

  struct Line: Sendable {
    let step: String?
    let loggedAt: String
    let level: Level
    let text: String
  }

  private let lines = Mutex<[Line]>([])
  private let surroundings: Surroundings

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Adds a line.
  /// - Returns: whether the oldest line has waited long enough to be written.
  @discardableResult
  func add(_ text: String, step: String?, level: Level = .info) -> Bool {
    let moment = surroundings.moment()
    let line = Line(step: step, loggedAt: UTCTimestamp(moment).description, level: level, text: text)
    let limit = UTCTimestamp(moment.addingTimeInterval(-1)).description
    return lines.withLock { lines in
      lines.append(line)
      return lines[0].loggedAt <= limit
    }
  }

  /// Writes what has gathered, inside the caller's transaction.
  func flush(_ execution: String, in db: Database) throws {
    let gathered = lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
    guard !gathered.isEmpty else { return }
    let last =
      try Int.fetchOne(
        db, sql: "SELECT coalesce(max(line_number), 0) FROM mlops.pipeline_log_lines WHERE execution_id = ?",
        arguments: [execution]) ?? 0
    for (index, line) in gathered.enumerated() {
      try db.execute(
        sql: "INSERT INTO mlops.pipeline_log_lines VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [execution, last + 1 + index, line.step, line.loggedAt, line.level.rawValue, line.text])
    }
  }
}
