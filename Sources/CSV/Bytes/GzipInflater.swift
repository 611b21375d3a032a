import CZlib

/// Decompresses gzip data of one or more members.
///
/// Invariants of this unsafe kernel: `stream` and `input` are allocated once and freed in `deinit`; `stream.next_in`
/// points into `input` with `avail_in` bytes left of it; `next_out` is set only for the length of one `inflate` call,
/// to a buffer that the caller keeps valid.
final class GzipInflater {
  private let raw: RawInput
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var inputEnded = false
  private var isInsideMember = true

  /// - Parameter prefix: What was already taken from `raw`, shorter than `bufferSize`.
  init(_ raw: RawInput, prefix: [UInt8], bufferSize: Int = 128 * 1024) throws(CSVError) {
    self.raw = raw
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: bufferSize, alignment: 16)
    input.copyBytes(from: prefix)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(prefix.count)
    // 15 bits of window, 16 for the gzip header.
    let result = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .outOfMemory(raw.name) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills the buffer. Fewer bytes than asked for mean that the data has ended, soundly.
  func read(into output: UnsafeMutableRawBufferPointer) throws(CSVError) -> Int {
    var filled = 0
    while filled < output.count {
      if stream.pointee.avail_in == 0 && !inputEnded { try refill() }
      if !isInsideMember {
        guard try startMember() else { break }
      }
      let space = min(output.count - filled, Int(UInt32.max))
      stream.pointee.next_out = output.baseAddress?.advanced(by: filled).assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(space)
      let result = inflate(stream, Z_NO_FLUSH)
      filled += space - Int(stream.pointee.avail_out)
      switch result {
      case Z_OK: break
      case Z_STREAM_END: isInsideMember = false
      case Z_BUF_ERROR where stream.pointee.avail_in == 0:
        if inputEnded { throw .truncatedGzip(raw.name, offset: offset) }
      case Z_MEM_ERROR: throw .outOfMemory(raw.name)
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "wrong data"
        throw .corruptGzip(raw.name, offset: offset, reason: reason)
      }
    }
    return filled
  }

  /// The position in the compressed input.
  private var offset: Int { raw.bytesRead - Int(stream.pointee.avail_in) }

  private func refill() throws(CSVError) {
    let count = try raw.read(into: input)
    inputEnded = count < input.count
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
  }

  /// Between members: starts the next one and says whether there is one. Zero bytes, with which tape tools fill up a
  /// block, are passed over.
  private func startMember() throws(CSVError) -> Bool {
    while true {
      if stream.pointee.avail_in == 0 {
        if inputEnded { return false }
        try refill()
        continue
      }
      guard stream.pointee.next_in.pointee == 0 else { break }
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    guard stream.pointee.next_in.pointee == 0x1F else {
      throw .corruptGzip(raw.name, offset: offset, reason: "bytes that are no gzip member after the end of one")
    }
    inflateReset(stream)
    isInsideMember = true
    return true
  }
}
