import Foundation
import Warehouse

/// Results on their way to standard output, written in pieces of 64 KiB. What cannot be written is an error, so that a full
/// disk does not pass for an answer.
struct OutputBuffer {
  private var bytes: [UInt8] = []

  /// Adds text; `flush()` must follow the last piece.
  mutating func add(_ text: String) throws {
    bytes.append(contentsOf: text.utf8)
    if bytes.count > 1 << 16 { try flush() }
  }

  /// Adds a line.
  mutating func addLine(_ text: String) throws { try add(text + "\n") }

  /// Writes what was added.
  mutating func flush() throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw WarehouseError(
        code: "output", subject: "standard output", found: "writing failed (\(error.localizedDescription))",
        remedy: "check the free space of the disk that it goes to")
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
