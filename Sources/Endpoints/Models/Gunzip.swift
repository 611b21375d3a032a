import CZlib

/// Decompresses one gzip member in memory.
///
/// Invariants of this unsafe kernel: `stream` lives on the stack for the length of the call; its pointers point into the two
/// buffers only within the closures that lend them.
package enum Gunzip {
  /// - Parameter limit: the most bytes that may come out.
  /// - Returns: the content, or `nil` where the data is no gzip, is damaged, or gives more than `limit`.
  package static func bytes(_ compressed: [UInt8], limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 256 * 1024)
    var input = compressed
    return input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(clamping: input.count)
      while true {
        let (code, written) = piece.withUnsafeMutableBufferPointer { piece in
          stream.next_out = piece.baseAddress
          stream.avail_out = UInt32(piece.count)
          let code = inflate(&stream, Z_NO_FLUSH)
          return (code, piece.count - Int(stream.avail_out))
        }
        guard code == Z_OK || code == Z_STREAM_END, output.count + written <= limit else { return nil }
        output.append(contentsOf: piece[..<written])
        if code == Z_STREAM_END { return output }
        // Nothing more goes in and nothing came out: the data is cut off.
        if written == 0, stream.avail_in == 0 { return nil }
      }
    }
  }
}
