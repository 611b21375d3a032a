import Foundation
import Testing

/// SQL that the documentation shows.
enum DocumentedSQL {
  /// The first fenced SQL after a text on a page.
  static func text(of page: String, after mark: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/stockroom/Documentation.docc")
    let text = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
    let start = try #require(text.range(of: mark)).upperBound
    let rest = text[start...]
    let opening = try #require(rest.range(of: "```sql\n")).upperBound
    let closing = try #require(rest[opening...].range(of: "```")).lowerBound
    return String(rest[opening..<closing])
  }
}
