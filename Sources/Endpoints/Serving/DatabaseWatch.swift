import Foundation
public import Warehouse

/// Tells cheaply whether another process may have written to a database: by the size and the time of its files.
public struct DatabaseWatch: Sendable {
  private let files: [String]
  private var last: [Int] = []
  private var looksSince = 0

  /// Watches a database of a warehouse.
  public init(_ database: DatabaseName, in warehouse: Warehouse) {
    let file = warehouse.layout.file(of: database).path
    files = [file + "-wal", file]
  }

  /// Whether the tables are worth a look: the files have changed, or nobody has looked for twenty calls, for what the
  /// file's time may have missed. Yes at the first call.
  public mutating func isDue() -> Bool {
    looksSince += 1
    guard hasChanged() || looksSince >= 20 else { return false }
    looksSince = 0
    return true
  }

  private mutating func hasChanged() -> Bool {
    var state: [Int] = []
    for file in files {
      var status = stat()
      guard stat(file, &status) == 0 else {
        state.append(-1)
        continue
      }
      state += [Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
    }
    defer { last = state }
    return state != last
  }
}
