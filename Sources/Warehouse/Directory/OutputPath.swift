import Foundation

/// Where a command may write a file that a user names: never over what a warehouse keeps.
package enum OutputPath {
  /// Refuses a path inside a warehouse's directory, however it is spelt and whatever links lead there.
  /// - Throws: ``WarehouseError`` where it is one.
  package static func check(_ path: String, outside layout: WarehouseLayout) throws {
    guard RealPath(URL(filePath: path)).isWithin(RealPath(layout.root)) else { return try check(path) }
    throw inside(path, layout)
  }

  /// Refuses a path in the folders of databases, objects or locks of any warehouse, and the script that a warehouse writes.
  /// - Throws: ``WarehouseError`` where it is one.
  package static func check(_ path: String) throws {
    let place = RealPath(URL(filePath: path))
    for parent in place.parents {
      let layout = WarehouseLayout(root: parent)
      guard FileManager.default.fileExists(atPath: layout.file(of: .mlops).path) else { continue }
      let own = [layout.databases, layout.objects, layout.locks, layout.attachScript]
      if own.contains(where: { place.isWithin(RealPath($0)) }) { throw inside(path, layout) }
    }
  }

  private static func inside(_ path: String, _ layout: WarehouseLayout) -> WarehouseError {
    WarehouseError(
      code: "output-inside-warehouse", subject: path, expected: "a place outside of the warehouse",
      found: "one inside \(layout.root.path)",
      remedy: "choose another place; the warehouse's own files stay as they are")
  }
}
