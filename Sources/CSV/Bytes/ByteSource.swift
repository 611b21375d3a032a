/// The bytes of a CSV file after decompression.
final class ByteSource {
  private let raw: RawInput
  private let inflater: GzipInflater?
  private var prefix: ArraySlice<UInt8>

  /// Opens the input and looks at its first bytes to tell plain from gzip.
  init(_ input: CSVInput, observer: ((UnsafeRawBufferPointer) -> Void)?) throws(CSVError) {
    let raw = try RawInput(input, observer: observer)
    self.raw = raw
    var start = [UInt8](repeating: 0, count: 4)
    let count = try start.withUnsafeMutableBufferPointer { buffer throws(CSVError) in
      try raw.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    start.removeLast(4 - count)
    // No CSV header starts with the control character 0x1F, so a file of this one byte is gzip cut short.
    if start.first == 0x1F && (start.count == 1 || start[1] == 0x8B) {
      inflater = try GzipInflater(raw, prefix: start)
      prefix = []
    } else {
      try ByteSource.rejectForeignFormat(start, name: input.name)
      inflater = nil
      prefix = start[...]
    }
  }

  /// Whether the input is compressed.
  var isCompressed: Bool { inflater != nil }
  /// How many bytes of the input, compressed if it is, were taken.
  var bytesRead: Int { raw.bytesRead }
  /// The size of the input, compressed if it is, where known.
  var size: Int? { raw.size }

  /// Fills the buffer. Fewer bytes than asked for mean that the data has ended.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CSVError) -> Int {
    if let inflater { return try inflater.read(into: buffer) }
    guard !prefix.isEmpty else { return try raw.read(into: buffer) }
    let count = min(prefix.count, buffer.count)
    buffer.copyBytes(from: prefix.prefix(count))
    prefix = prefix.dropFirst(count)
    guard count < buffer.count else { return count }
    return count + (try raw.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...])))
  }

  private static func rejectForeignFormat(_ start: [UInt8], name: String) throws(CSVError) {
    switch start {
    case [0x50, 0x4B, 0x03, 0x04]:
      throw .unsupportedFormat(
        name, found: "a ZIP archive or spreadsheet", remedy: "unpack the archive, or save the spreadsheet as CSV")
    case [0x28, 0xB5, 0x2F, 0xFD]:
      throw .unsupportedFormat(name, found: "zstd data", remedy: "unpack it: zstd -d FILE")
    case [0xFD, 0x37, 0x7A, 0x58]:
      throw .unsupportedFormat(name, found: "xz data", remedy: "unpack it: xz -d FILE")
    case _ where start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]):
      throw .unsupportedFormat(
        name, found: "UTF-16 text", remedy: "convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW")
    default: break
    }
  }
}
