import CZlib

/// Compresses bytes to one gzip member. Its header has no time, so that equal content gives equal files.
///
/// Invariants of this unsafe kernel: `stream` and `output` are allocated once and freed in `deinit`; `next_in` is set
/// only for the length of one call, to a buffer that the caller keeps valid; `next_out` always points into `output`.
final class GzipDeflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableRawBufferPointer
  private let sink: (UnsafeRawBufferPointer) throws(CSVError) -> Void

  init(
    name: String, level: Int32, sink: @escaping (UnsafeRawBufferPointer) throws(CSVError) -> Void
  ) throws(CSVError) {
    self.sink = sink
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(byteCount: 128 * 1024, alignment: 16)
    let result = deflateInit2_(
      stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .outOfMemory(name) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(CSVError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = min(rest.count, Int(UInt32.max))
      try run(UnsafeRawBufferPointer(rebasing: rest[..<count]), flush: Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  func finish() throws(CSVError) { try run(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH) }

  private func run(_ bytes: UnsafeRawBufferPointer, flush: Int32) throws(CSVError) {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    repeat {
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output.count)
      // The only failures are wrong use of the stream.
      let result = deflate(stream, flush)
      precondition(result != Z_STREAM_ERROR, "a deflate stream in disorder")
      let count = output.count - Int(stream.pointee.avail_out)
      if count > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<count])) }
    } while stream.pointee.avail_out == 0
  }
}
