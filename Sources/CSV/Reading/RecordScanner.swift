/// Finds records and fields in a block of bytes (RFC 4180, with LF or CRLF line ends).
///
/// Invariants of this unsafe kernel:
/// - `end` bytes from `base` are readable and initialised, and so are the 8 after them (`padding`): the search loads
///   whole words and may look past the end, but never reports a find there.
/// - No slot is written at an index of `capacity` or above.
/// - Every slot written lies within `0..<end`; `end` is below 2^30, so that starts and lengths fit a slot.
struct RecordScanner {
  /// How many bytes after the block must be readable.
  static let padding = 8

  enum Outcome {
    /// All complete records were found; what follows `position` is the start of one that is not complete.
    case needsInput
    /// There is no room for another record's slots.
    case slotsFull
    /// The header was found and has so many fields.
    case header(fieldCount: Int)
    /// The record at `position` is not well formed.
    case fault(Fault, field: Int)
  }

  enum Fault {
    /// The record is whole, but for the number of its fields; the next one starts at `end`.
    case fieldCount(Int, end: Int)
    case unterminatedQuote(at: Int)
    case textAfterQuote(at: Int)
    case loneCarriageReturn(at: Int)
  }

  let delimiter: UInt8
  /// The number of fields of a record; `nil` while the header is sought.
  var columns: Int?

  /// The start of the first record that was not taken.
  private(set) var position = 0
  /// The physical line at `position`.
  var line = 1
  /// The number of records taken from this block.
  private(set) var rows = 0
  /// Whether a field of these records has doubled quotation marks.
  private(set) var hasDoubledQuotes = false

  init(delimiter: UInt8, columns: Int?) {
    self.delimiter = delimiter
    self.columns = columns
  }

  /// Begins a new block at `position`.
  mutating func start(at position: Int) {
    self.position = position
    rows = 0
    hasDoubledQuotes = false
  }

  /// Goes back to the start of a record, which is then the first that was not taken.
  mutating func goBack(to position: Int, line: Int) {
    self.position = position
    self.line = line
  }

  /// Takes as many records as there are.
  ///
  /// - Parameters:
  ///   - isLast: Whether nothing follows the block, so that its end is the end of a record.
  ///   - slots: Receives the fields of record `i` at `i * columns`.
  mutating func scan(
    _ base: UnsafeRawPointer, end: Int, isLast: Bool, slots: UnsafeMutableBufferPointer<FieldSlot>,
    lines: inout LineMap
  ) -> Outcome {
    let columns = self.columns ?? slots.count
    let isHeader = self.columns == nil
    let words = Words(delimiter: delimiter)
    let delimiter = self.delimiter
    while position < end {
      let firstSlot = rows * columns
      guard firstSlot + columns <= slots.count, let output = slots.baseAddress?.advanced(by: firstSlot) else {
        return .slotsFull
      }
      var start = position
      var field = 0
      var lineEnds = 1
      record: while true {
        let fieldEnd: Int
        if start < end && base.load(fromByteOffset: start, as: UInt8.self) == UInt8(ascii: "\"") {
          // A quoted field: find the quotation mark that is not doubled.
          var doubled = false
          var close = start + 1
          while true {
            close = Words.firstQuote(base, from: close, end: end)
            if close == end {
              return isLast ? .fault(.unterminatedQuote(at: start), field: field) : .needsInput
            }
            if close + 1 == end && !isLast { return .needsInput }
            guard close + 1 < end, base.load(fromByteOffset: close + 1, as: UInt8.self) == UInt8(ascii: "\"") else {
              break
            }
            doubled = true
            close += 2
          }
          lineEnds += Words.lineFeeds(base, from: start + 1, to: close)
          hasDoubledQuotes = hasDoubledQuotes || doubled
          if field < columns {
            output[field] = FieldSlot(
              start: start + 1, length: close - start - 1, isQuoted: true, hasDoubledQuotes: doubled)
          }
          fieldEnd = close + 1
        } else {
          fieldEnd = words.firstBreak(base, from: start, end: end)
          if fieldEnd == end && !isLast { return .needsInput }
          if field < columns { output[field] = FieldSlot(start: start, length: fieldEnd - start) }
        }
        field += 1
        if fieldEnd == end {
          start = end
          break record
        }
        let byte = base.load(fromByteOffset: fieldEnd, as: UInt8.self)
        if byte == delimiter {
          start = fieldEnd + 1
        } else if byte == UInt8(ascii: "\n") {
          start = fieldEnd + 1
          break record
        } else if byte == UInt8(ascii: "\r") {
          if fieldEnd + 1 == end && !isLast { return .needsInput }
          guard fieldEnd + 1 < end, base.load(fromByteOffset: fieldEnd + 1, as: UInt8.self) == UInt8(ascii: "\n") else {
            return .fault(.loneCarriageReturn(at: fieldEnd), field: field - 1)
          }
          start = fieldEnd + 2
          break record
        } else {
          return .fault(.textAfterQuote(at: fieldEnd), field: field - 1)
        }
      }
      if field != columns || isHeader {
        let first = base.load(fromByteOffset: position, as: UInt8.self)
        if field == 1 && (first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r")) {
          position = start
          line += 1
          lines.jump(row: rows, line: line)
          continue
        }
        guard isHeader else { return .fault(.fieldCount(field, end: start), field: field) }
        if field <= columns {
          position = start
          line += lineEnds
        }
        return .header(fieldCount: field)
      }
      position = start
      line += lineEnds
      rows += 1
      if lineEnds != 1 { lines.jump(row: rows, line: line) }
    }
    return .needsInput
  }
}

/// Searches for bytes eight at a time.
///
/// A byte of `word ^ pattern` is zero where the word has the pattern's byte. `(x - 0x01…) & ~x & 0x80…` marks zero
/// bytes; a borrow can mark bytes above a zero byte wrongly, but never the lowest mark, and only that one is used.
private struct Words {
  private static let low: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080
  private let delimiter: UInt64

  init(delimiter: UInt8) { self.delimiter = Words.low &* UInt64(delimiter) }

  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 { (word &- low) & ~word & high }

  @inline(__always)
  private static func load(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The first delimiter, LF or CR at or after `start`, or `end`.
  @inline(__always)
  func firstBreak(_ base: UnsafeRawPointer, from start: Int, end: Int) -> Int {
    var offset = start
    while offset < end {
      let word = Words.load(base, offset)
      let found =
        Words.zeroBytes(word ^ delimiter) | Words.zeroBytes(word ^ (Words.low &* 0x0A))
        | Words.zeroBytes(word ^ (Words.low &* 0x0D))
      if found != 0 { return min(offset &+ found.trailingZeroBitCount &>> 3, end) }
      offset &+= 8
    }
    return end
  }

  /// The first quotation mark at or after `start`, or `end`.
  static func firstQuote(_ base: UnsafeRawPointer, from start: Int, end: Int) -> Int {
    var offset = start
    while offset < end {
      let found = zeroBytes(load(base, offset) ^ (low &* 0x22))
      if found != 0 { return min(offset &+ found.trailingZeroBitCount &>> 3, end) }
      offset &+= 8
    }
    return end
  }

  static func lineFeeds(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    var count = 0
    for offset in start..<end where base.load(fromByteOffset: offset, as: UInt8.self) == 0x0A { count &+= 1 }
    return count
  }
}
