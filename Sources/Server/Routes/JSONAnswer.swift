import Foundation
import HTTPTypes
import NIOCore

/// Values as JSON with keys in the order of their names.
enum JSONAnswer {
  static func bytes(of value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only infinite numbers cannot be encoded, and there are none in what is shown.
    return [UInt8]((try? encoder.encode(value)) ?? Data("{}".utf8))
  }

  static func answer(_ value: some Encodable) -> Answer {
    Answer(status: .ok, contentType: "application/json", body: ByteBuffer(bytes: bytes(of: value)))
  }
}
