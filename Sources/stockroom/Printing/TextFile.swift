import Foundation
import Warehouse

/// Text that a command writes where the user says.
enum TextFile {
  /// Writes to a file, which is replaced in one step, or to standard output for `-`.
  static func write(_ text: String, to path: String) throws {
    guard path != "-" else { return print(text) }
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw WarehouseError(
        code: "file-write", subject: path, expected: "a file that can be written", found: error.localizedDescription,
        remedy: "check the path and its permissions")
    }
    Message.write(path)
  }
}
