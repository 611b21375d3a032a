/// How a CSV file is read.
public struct CSVReadOptions: Sendable, Equatable {
  /// The byte between fields: ASCII, and neither a quotation mark nor a line end.
  public var delimiter = UInt8(ascii: ",")
  /// Whether a file with a header and no row is an error.
  public var requiresRows = true
  /// The size of the blocks in which the file is read; a batch holds the records of one block.
  public var blockBytes = 256 * 1024
  /// The longest record that is accepted. It bounds the memory that a quotation mark which is never closed can take.
  public var maximumRecordBytes = 16 * 1024 * 1024

  /// The defaults: comma, rows required.
  public init() {}
}

/// Reads a CSV file in constant memory (RFC 4180).
///
/// The first record is the header. LF and CRLF end a line, and the last line needs no end; within quotation marks every
/// byte is content. A quotation mark is special only at the start of a field; in the middle of an unquoted field it
/// stands for itself, as in Python's `csv`. An empty field is NULL, a quoted empty one is empty text. A byte-order mark
/// at the start is passed over. Blank lines are passed over, except in a file of one column, where a blank line is a
/// record with a NULL.
///
/// Records come in batches, or one after another with `nextRecord()`. An error is thrown after all records before it
/// were handed out, and again by every later call, unless `passOver()` takes its record away.
public final class CSVReader {
  /// The column names, in order.
  public let columns: [String]
  /// The name of the input.
  public let name: String

  private let source: ByteSource
  private let options: CSVReadOptions
  private var scanner: RecordScanner
  /// What was read and belongs to the next batch.
  private var carry: [UInt8] = []
  private var sourceEnded = false
  private var failure: CSVError?
  /// Where the record that the failure is about ends, if it is about one; `carry` starts with it.
  private var faultyRecordEnd: RecordEnd?
  private var hasPassedOver = false
  private var rowsRead = 0
  /// The batch and row of `nextRecord()`.
  private var current = CSVBatch()
  private var currentRow = -1

  /// Opens the input and reads the header.
  ///
  /// - Parameter observer: Sees every block of the input's bytes, still compressed if they are, in order, as they are
  ///   read; for a content hash. After the last batch it has seen the whole input.
  /// - Throws: `CSVError` if the input cannot be read or the header is missing or has empty or equal names.
  public init(
    _ input: CSVInput, options: CSVReadOptions = CSVReadOptions(),
    observingInput observer: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(CSVError) {
    precondition(
      options.delimiter < 0x80 && !"\"\r\n".utf8.contains(options.delimiter), "a delimiter that cannot be one")
    precondition(options.blockBytes > 0 && options.maximumRecordBytes < 1 << 28)
    name = input.name
    self.options = options
    source = try ByteSource(input, observer: observer)
    let header = try HeaderReader(source: source, name: input.name, options: options).read()
    columns = header.names
    carry = header.rest
    sourceEnded = header.sourceEnded
    scanner = RecordScanner(delimiter: options.delimiter, columns: header.names.count)
    scanner.line = header.nextLine
  }

  /// How many bytes of the input, compressed if it is, were read. For progress.
  public var inputBytesRead: Int { source.bytesRead }
  /// The size of the input, compressed if it is; `nil` for a pipe.
  public var inputSize: Int? { source.size }
  /// Whether the input is gzip.
  public var isCompressed: Bool { source.isCompressed }

  /// The next records, or `nil` at the end of the file.
  public func nextBatch() throws(CSVError) -> CSVBatch? {
    var batch = CSVBatch()
    return try next(into: &batch) ? batch : nil
  }

  /// Replaces the content of `batch` by the next records, reusing its memory. Says whether there are any.
  public func next(into batch: inout CSVBatch) throws(CSVError) -> Bool {
    repeat {
      batch.count = 0
      if let failure { throw failure }
      if sourceEnded && carry.isEmpty {
        if rowsRead == 0 && !hasPassedOver && options.requiresRows { failure = .noRows(file: name) }
        if let failure { throw failure }
        return false
      }
      do { try fill(&batch) } catch {
        failure = error
        throw error
      }
    } while batch.count == 0
    return true
  }

  /// Moves to the next record. Says whether there is one.
  public func nextRecord() throws(CSVError) -> Bool {
    if currentRow + 1 < current.count {
      currentRow += 1
      return true
    }
    currentRow = 0
    guard try next(into: &current) else {
      currentRow = -1
      return false
    }
    return true
  }

  /// Passes over the record that the last error was about, so that reading goes on behind it. A record with too many or too
  /// few quotation marks ends with its line.
  ///
  /// - Returns: The record, or `nil` where the error was not about one, but about the file.
  /// - Throws: `CSVError` where the rest of the record cannot be read.
  public func passOver() throws(CSVError) -> MalformedRecord? {
    guard failure != nil, let end = faultyRecordEnd else { return nil }
    let line = scanner.line
    var record = PassedOverBytes(limit: options.maximumRecordBytes)
    var length = end.length(in: carry)
    while length == nil && !sourceEnded {
      record.add(carry[...])
      try readBlockAlone()
      length = RecordEnd.lineFeed(from: 0).length(in: carry)
    }
    record.add(carry[..<(length ?? carry.count)])
    carry.removeFirst(length ?? carry.count)
    scanner.goBack(to: 0, line: line + record.lineFeeds)
    (failure, faultyRecordEnd, hasPassedOver) = (nil, nil, true)
    return MalformedRecord(line: line, text: record.text)
  }

  /// Replaces what was carried over by the next block.
  private func readBlockAlone() throws(CSVError) {
    var block = [UInt8](repeating: 0, count: options.blockBytes)
    let count = try block.withUnsafeMutableBufferPointer { buffer throws(CSVError) in
      try source.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    sourceEnded = count < block.count
    block.removeLast(block.count - count)
    carry = block
  }

  /// The physical line on which the current record starts.
  public var line: Int { current.line(ofRow: currentRow) }

  /// The fields of the current record as strings; `nil` is NULL.
  public var strings: [String?] { current.strings(ofRow: currentRow) }

  /// Calls `body` with a field of the current record, which must not leave the closure.
  public func withField<Result, Failure: Error>(
    _ column: Int, _ body: (CSVField) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let row = currentRow
    return try current.withRows { rows throws(Failure) in try body(rows[row, column]) }
  }

  /// Reads a block behind what was carried over and takes its whole records.
  private func fill(_ batch: inout CSVBatch) throws(CSVError) {
    var bytes: [UInt8] = []
    var slots: [FieldSlot] = []
    swap(&bytes, &batch.bytes)
    swap(&slots, &batch.slots)
    let capacity = max(options.blockBytes, carry.count * 2)
    if bytes.count < capacity + RecordScanner.padding {
      bytes = [UInt8](repeating: 0, count: capacity + RecordScanner.padding)
    }
    if slots.isEmpty {
      let estimate = max(columns.count, capacity / 6)
      slots = [FieldSlot](repeating: FieldSlot(start: 0, length: 0), count: estimate)
    }
    batch.lines.reset(firstLine: scanner.line)
    batch.columnCount = columns.count
    batch.firstRow = rowsRead

    var end = carry.count
    if !sourceEnded {
      end += try bytes.withUnsafeMutableBufferPointer { buffer throws(CSVError) in
        _ = buffer.update(fromContentsOf: carry)
        return try source.read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[carry.count..<capacity]))
      }
      sourceEnded = end < capacity
    } else {
      bytes.withUnsafeMutableBufferPointer { buffer in _ = buffer.update(fromContentsOf: carry) }
    }
    batch.inputBytesRead = source.bytesRead

    scanner.start(at: 0)
    let outcome = scan(bytes, end: end, slots: &slots, lines: &batch.lines)
    batch.count = scanner.rows
    if case .fault(let fault, let field) = outcome {
      failure = error(for: fault, field: field, bytes: bytes[..<end])
      faultyRecordEnd = self.end(of: fault)
    }
    checkEncoding(bytes, slots: slots, batch: &batch)
    if scanner.hasDoubledQuotes { QuoteRemoval.apply(to: &bytes, slots: &slots, count: batch.count * columns.count) }

    carry.removeAll(keepingCapacity: true)
    carry.append(contentsOf: bytes[scanner.position..<end])
    if failure == nil && carry.count > options.maximumRecordBytes {
      failure = .recordTooLong(CSVLocation(file: name, line: scanner.line), limit: options.maximumRecordBytes)
      faultyRecordEnd = .lineFeed(from: 0)
    }
    rowsRead += batch.count
    swap(&bytes, &batch.bytes)
    swap(&slots, &batch.slots)
    if batch.count == 0, let failure { throw failure }
  }

  private func scan(
    _ bytes: [UInt8], end: Int, slots: inout [FieldSlot], lines: inout LineMap
  ) -> RecordScanner.Outcome {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return .needsInput }
      while true {
        let outcome = slots.withUnsafeMutableBufferPointer { slots in
          scanner.scan(base, end: end, isLast: sourceEnded, slots: slots, lines: &lines)
        }
        guard case .slotsFull = outcome else { return outcome }
        let more = max(slots.count, columns.count)
        slots.append(contentsOf: repeatElement(FieldSlot(start: 0, length: 0), count: more))
      }
    }
  }

  /// Looks for bytes that are not UTF-8 in the batch's records. If there are, the batch ends before their record, and so
  /// does what was taken.
  private func checkEncoding(_ bytes: [UInt8], slots: [FieldSlot], batch: inout CSVBatch) {
    let invalid = bytes.withUnsafeBytes { buffer in
      UTF8Check.firstInvalidByte(UnsafeRawBufferPointer(rebasing: buffer[..<scanner.position]))
    }
    guard let invalid else { return }
    let next = slots[..<(batch.count * columns.count)].firstIndex { Int($0.start) > invalid }
    let field = max((next ?? batch.count * columns.count) - 1, 0)
    let row = field / columns.count
    let start = slots[row * columns.count].recordStart
    let end = row + 1 < batch.count ? slots[(row + 1) * columns.count].recordStart : scanner.position
    batch.count = row
    let line = batch.line(ofRow: row)
    scanner.goBack(to: start, line: line)
    failure = .invalidUTF8(
      CSVLocation(file: name, line: line, column: columns[field % columns.count]), byte: bytes[invalid])
    faultyRecordEnd = .at(end - start)
  }

  /// Where the record at the scanner's position ends.
  private func end(of fault: RecordScanner.Fault) -> RecordEnd {
    switch fault {
    case .fieldCount(_, let end): .at(end - scanner.position)
    case .textAfterQuote(let place), .unterminatedQuote(let place), .loneCarriageReturn(let place):
      .lineFeed(from: place - scanner.position)
    }
  }

  private func error(for fault: RecordScanner.Fault, field: Int, bytes: ArraySlice<UInt8>) -> CSVError {
    let column = field < columns.count ? columns[field] : "number \(field + 1)"
    let place = CSVLocation(file: name, line: scanner.line, column: column)
    switch fault {
    case .fieldCount(let found, _):
      return .fieldCount(file: name, line: scanner.line, expected: columns.count, found: found)
    case .unterminatedQuote: return .unterminatedQuote(place)
    case .loneCarriageReturn: return .loneCarriageReturn(place)
    case .textAfterQuote(let offset):
      return .textAfterQuote(place, found: bytes[offset...])
    }
  }
}
