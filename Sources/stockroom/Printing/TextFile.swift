import Foundation
import Warehouse

/// Text that a command reads or writes where the user says.
enum TextFile {
  /// The text of a file; `-` is standard input.
  static func read(_ path: String) throws -> String {
    if path == "-" { return String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw WarehouseError(
        code: "missing-file", subject: path, expected: "a readable file", found: "nothing that can be read",
        remedy: "check the path")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Writes to a file, which is replaced in one step, or to standard output for `-`.
  static func write(_ text: String, to path: String) throws {
    guard path != "-" else { return print(text) }
    try OutputPath.check(path)
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
