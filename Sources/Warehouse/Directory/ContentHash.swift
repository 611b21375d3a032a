import Crypto
public import Foundation

/// SHA-256 hashes that tell whether content was seen before.
public enum ContentHash {
  /// The hash of bytes in memory, 64 lower-case hex digits.
  public static func of(_ bytes: some Sequence<UInt8>) -> String { SHA256.hash(data: Data(bytes)).hex }

  /// The size of a file in bytes and the hash of its content, read in pieces of 1 MiB.
  /// - Throws: ``WarehouseError`` where the file cannot be read.
  public static func ofFile(_ file: URL) throws -> (byteCount: Int, sha256: String) {
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: file)
    } catch {
      throw WarehouseError(
        code: "missing-file", subject: file.path, expected: "a readable file", found: error.localizedDescription,
        remedy: "check the path and its permissions")
    }
    defer { try? handle.close() }
    var hasher = SHA256()
    var count = 0
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hasher.update(data: piece)
      count += piece.count
    }
    return (count, hasher.finalize().hex)
  }
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hex digits, two each.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
