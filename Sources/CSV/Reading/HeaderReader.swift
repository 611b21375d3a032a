/// Reads the first record of a file: the column names.
struct HeaderReader {
  struct Header {
    var names: [String]
    /// What was read beyond the header.
    var rest: [UInt8]
    var sourceEnded: Bool
    /// The physical line on which the next record starts.
    var nextLine: Int
  }

  let source: ByteSource
  let name: String
  let options: CSVReadOptions

  func read() throws(CSVError) -> Header {
    var bytes: [UInt8] = []
    var slots: [FieldSlot] = []
    var slotCount = 256
    var sourceEnded = false
    while true {
      if !sourceEnded { sourceEnded = try readMore(&bytes) }
      var scanner = RecordScanner(delimiter: options.delimiter, columns: nil)
      scanner.start(at: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
      slots = [FieldSlot](repeating: FieldSlot(start: 0, length: 0), count: slotCount)
      switch scan(&scanner, bytes: bytes, isLast: sourceEnded, slots: &slots) {
      case .header(let count) where count > slotCount: slotCount = count
      case .header(let count):
        let rest = Array(bytes[scanner.position...])
        let line = firstLine(bytes)
        try checkEncoding(bytes[..<scanner.position], line: line)
        if scanner.hasDoubledQuotes { QuoteRemoval.apply(to: &bytes, slots: &slots, count: count) }
        let names = slots[..<count].map { slot in
          String(decoding: bytes[Int(slot.start)..<Int(slot.start) + slot.length], as: UTF8.self)
        }
        try check(names, line: line)
        return Header(names: names, rest: rest, sourceEnded: sourceEnded, nextLine: scanner.line)
      case .fault(let fault, let field):
        throw error(for: fault, field: field, bytes: bytes, line: scanner.line)
      case .needsInput, .slotsFull:
        if sourceEnded { throw .missingHeader(file: name) }
        if bytes.count > options.maximumRecordBytes {
          throw .recordTooLong(CSVLocation(file: name, line: scanner.line), limit: options.maximumRecordBytes)
        }
      }
    }
  }

  /// Appends a block, at least 4 bytes so that a byte-order mark is seen whole. Says whether the source has ended.
  private func readMore(_ bytes: inout [UInt8]) throws(CSVError) -> Bool {
    let wanted = max(options.blockBytes, bytes.count, 4)
    let old = bytes.count
    bytes.append(contentsOf: [UInt8](repeating: 0, count: wanted))
    let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(CSVError) in
      try source.read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[old...]))
    }
    bytes.removeLast(wanted - count)
    return count < wanted
  }

  private func scan(
    _ scanner: inout RecordScanner, bytes: [UInt8], isLast: Bool, slots: inout [FieldSlot]
  ) -> RecordScanner.Outcome {
    var lines = LineMap()
    let padded = bytes + [UInt8](repeating: 0, count: RecordScanner.padding)
    return padded.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return .needsInput }
      return slots.withUnsafeMutableBufferPointer { slots in
        scanner.scan(base, end: bytes.count, isLast: isLast, slots: slots, lines: &lines)
      }
    }
  }

  /// The line of the header: 1, or the first line that is not blank.
  private func firstLine(_ bytes: [UInt8]) -> Int {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    for byte in bytes[start...] {
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { break }
      if byte == UInt8(ascii: "\n") { line += 1 }
    }
    return line
  }

  private func checkEncoding(_ bytes: ArraySlice<UInt8>, line: Int) throws(CSVError) {
    let invalid = bytes.withUnsafeBytes { UTF8Check.firstInvalidByte($0) }
    guard let invalid else { return }
    throw .invalidUTF8(CSVLocation(file: name, line: line), byte: bytes[bytes.startIndex + invalid])
  }

  private func check(_ names: [String], line: Int) throws(CSVError) {
    var positions: [String: Int] = [:]
    for (index, column) in names.enumerated() {
      if column.allSatisfy(\.isWhitespace) { throw .emptyColumnName(file: name, line: line, position: index + 1) }
      if let other = positions.updateValue(index + 1, forKey: column) {
        throw .duplicateColumnName(column, file: name, line: line, positions: (other, index + 1))
      }
    }
  }

  private func error(for fault: RecordScanner.Fault, field: Int, bytes: [UInt8], line: Int) -> CSVError {
    let place = CSVLocation(file: name, line: line, column: "number \(field + 1)")
    switch fault {
    case .unterminatedQuote: return .unterminatedQuote(place)
    case .loneCarriageReturn: return .loneCarriageReturn(place)
    case .fieldCount(let found, _): return .fieldCount(file: name, line: line, expected: found, found: found)
    case .textAfterQuote(let offset):
      return .textAfterQuote(place, found: bytes[offset...])
    }
  }
}
