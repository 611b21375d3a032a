import Foundation

/// Writes a Swift file that holds every `.sql` and `.yml` file below a folder: `EmbedSQL FOLDER OUTPUT`.
@main
enum EmbedSQL {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { throw Usage() }
    let folder = URL(filePath: arguments[1], directoryHint: .isDirectory).resolvingSymlinksInPath()
    var lines = [
      "/// The files of `sql/` as they were when the program was built, by their path below it.",
      "enum EmbeddedSQL {",
      "  static let files: [String: String] = [",
    ]
    for path in try files(below: folder) {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      let fence = String(repeating: "#", count: longestRunOfHashes(in: text) + 1)
      lines.append("    \"\(path)\": \(fence)\"\"\"")
      lines.append(text + "\"\"\"\(fence),")
    }
    lines += ["  ]", "}", ""]
    try lines.joined(separator: "\n").write(toFile: arguments[2], atomically: true, encoding: .utf8)
  }

  private static func files(below folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".sql") || $0.hasSuffix(".yml")
    }.sorted()
  }

  private static func longestRunOfHashes(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "#") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

private struct Usage: Error, CustomStringConvertible {
  let description = "usage: EmbedSQL FOLDER OUTPUT"
}
