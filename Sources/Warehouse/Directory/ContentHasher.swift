import Crypto

/// SHA-256 of content that comes in pieces.
public struct ContentHasher {
  private var hasher = SHA256()

  /// Starts with nothing.
  public init() {}

  /// Adds bytes.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

  /// Adds text with its length, so that `ab`, `c` is not `a`, `bc`.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update(bufferPointer: $0) }
      hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
  }

  /// The hash, 64 lower-case hex digits.
  public func finish() -> String { hasher.finalize().hex }
}
