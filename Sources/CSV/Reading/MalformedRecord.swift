/// A record that is not well formed and was passed over.
public struct MalformedRecord: Sendable, Equatable {
  /// The physical line on which it starts.
  public let line: Int
  /// Its bytes without the line end, those that are not UTF-8 replaced by U+FFFD; of a record that is too long, the start.
  public let text: String
}

/// The bytes of a record that is passed over, as far as they are kept.
struct PassedOverBytes {
  let limit: Int
  private var bytes: [UInt8] = []
  private(set) var lineFeeds = 0

  init(limit: Int) { self.limit = limit }

  mutating func add(_ part: ArraySlice<UInt8>) {
    lineFeeds += part.count { $0 == UInt8(ascii: "\n") }
    bytes += part.prefix(max(0, limit - bytes.count))
  }

  /// What was kept, without the line end.
  var text: String {
    let lineEnd = Set("\r\n".utf8)
    let end = bytes.lastIndex { !lineEnd.contains($0) }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
