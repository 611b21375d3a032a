import Foundation
import GRDB

extension Warehouse {
  /// Moves what is in a database's write-ahead log into its file and empties the log.
  /// - Returns: whether the log is empty now; a process that reads an older state keeps it.
  @discardableResult
  public func emptyLog(of database: DatabaseName) throws -> Bool {
    try DatabaseFailure.explained(database.description, in: layout) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      let queue = try DatabaseQueue(path: layout.file(of: database).path, configuration: configuration)
      let isBusy = try queue.writeWithoutTransaction { try Bool.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try queue.close()
      return isBusy == false
    }
  }
}
