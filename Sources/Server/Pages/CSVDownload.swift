import Diagnostics
import Foundation
import Hummingbird
import NIOCore

/// A file of this moment that is sent piece by piece and then removed.
final class CSVDownload: Sendable {
  /// The largest file, in bytes.
  static let limit = 1 << 30
  private static let piece = 256 << 10

  /// A directory of its own, which nobody else can read.
  private let folder: String
  var path: String { folder + "/rows.csv" }

  init() throws {
    var template = Array((FileManager.default.temporaryDirectory.path + "/stockroom-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ServerError(
        code: "no-temporary-directory", subject: "the CSV file", expected: "a directory for temporary files",
        found: String(cString: strerror(errno)), remedy: "set TMPDIR to a directory that can be written to")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The body of the answer: `bytes` bytes of the file.
  func body(bytes: Int) -> ResponseBody {
    ResponseBody(contentLength: bytes) { writer in
      var sent = 0
      while sent < bytes {
        let place = sent
        let data = try await BlockingWork.run { try self.read(at: place) }
        guard !data.isEmpty else { break }
        sent += data.count
        try await writer.write(ByteBuffer(bytes: data))
      }
      try await writer.finish(nil)
    }
  }

  private func read(at place: Int) throws -> Data {
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? handle.close() }
    try handle.seek(toOffset: UInt64(place))
    return try handle.read(upToCount: Self.piece) ?? Data()
  }
}
