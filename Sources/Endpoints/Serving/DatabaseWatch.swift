import Foundation
public import Warehouse

/// Tells cheaply whether another process may have written to a database: by the size and the time of its files.
public struct DatabaseWatch: Sendable {
  private let files: [String]
  private var last: [Int] = []

  /// Watches a database of a warehouse.
  public init(_ database: DatabaseName, in warehouse: Warehouse) {
    let file = warehouse.layout.file(of: database).path
    files = [file + "-wal", file]
  }

  /// Whether the files are other than at the last call; true at the first one.
  public mutating func hasChanged() -> Bool {
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
