/// The regular files of a tar archive (POSIX ustar), in memory. Nothing is written anywhere, so that no name in an archive
/// can lead out of a directory.
package struct TarArchive {
  private static let blockSize = 512

  /// The contents by name, as the archive gives it without a leading `./`.
  package let files: [String: [UInt8]]

  /// - Returns: `nil` where a header is damaged or a file is cut off.
  package init?(_ bytes: [UInt8]) {
    var files: [String: [UInt8]] = [:]
    var position = 0
    while position + Self.blockSize <= bytes.count {
      let header = bytes[position..<position + Self.blockSize]
      if header.allSatisfy({ $0 == 0 }) { break }
      guard let size = Self.octal(header, 124, 12), let sum = Self.octal(header, 148, 8), sum == Self.checksum(header)
      else { return nil }
      position += Self.blockSize
      guard size <= bytes.count - position else { return nil }
      let kind = header[header.startIndex + 156]
      if kind == UInt8(ascii: "0") || kind == 0 {
        let prefix = Self.text(header, 345, 155)
        let name = (prefix.isEmpty ? "" : prefix + "/") + Self.text(header, 0, 100)
        files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = Array(bytes[position..<position + size])
      }
      position += (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
    }
    self.files = files
  }

  /// The sum of the header's bytes with blanks in place of the sum itself.
  private static func checksum(_ header: ArraySlice<UInt8>) -> Int {
    var sum = 0
    for (place, byte) in header.enumerated() { sum += (148..<156).contains(place) ? 32 : Int(byte) }
    return sum
  }

  private static func text(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> String {
    let start = header.startIndex + offset
    return String(decoding: header[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func octal(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> Int? {
    let digits = text(header, offset, length).filter { $0 != " " }
    return digits.isEmpty ? nil : Int(digits, radix: 8)
  }
}
