import Fixtures
import Foundation
import GRDB

/// A database that the test holds the write lock of: whoever wants to write to it waits, and so stands at a known place.
final class HeldDatabase {
  private let queue: DatabaseQueue

  init(_ name: String, of program: Program) throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    queue = try DatabaseQueue(
      path: program.warehouse.appending(path: "databases/\(name).sqlite").path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
  }

  /// Lets it go.
  func release() throws { try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") } }
}

extension Program {
  /// The rows of a query, one text for each, columns with commas between them.
  func rows(_ sql: String) throws -> [String] {
    try self("query", sql, "--format", "csv").output.split(separator: "\n").dropFirst().map(String.init)
  }

  /// Waits until a query has these rows; looks again and again.
  func wait(until sql: String, is rows: [String]) throws {
    while try self.rows(sql) != rows { usleep(20_000) }
  }
}
