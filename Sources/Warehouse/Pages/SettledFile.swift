import GRDB

extension Warehouse {
  /// Copies what is in a database's write-ahead log into its file, as far as readers of older states allow.
  ///
  /// Where the answer is yes, the file holds the state that connections see which began to read before; SQLite leaves it as
  /// it is until they end, because copying newer frames needs a lock that excludes them
  /// (https://sqlite.org/wal.html#concurrency, `walCheckpoint` in wal.c).
  /// - Returns: whether all of the log is in the file; `false` where the file cannot be written to.
  func isSettled(_ database: DatabaseName) -> Bool {
    let log = try? connection(writing: database, reading: []).writeWithoutTransaction { db in
      try db.checkpoint(.passive, on: database.description)
    }
    return log.map { $0.walFrameCount == $0.checkpointedFrameCount } ?? false
  }
}
