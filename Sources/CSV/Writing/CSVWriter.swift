/// How a CSV file is written.
public struct CSVWriteOptions: Sendable, Equatable {
  /// The byte between fields: ASCII, and neither a quotation mark nor a line end.
  public var delimiter = UInt8(ascii: ",")
  /// Whether the output is compressed with gzip.
  public var compresses = false
  /// The compression level of gzip, 1 (fast) to 9 (small).
  public var compressionLevel = 6

  /// The defaults: comma, not compressed.
  public init() {}
}

/// Writes a CSV file row by row (RFC 4180).
///
/// The header is written always. Lines end in LF. A field is quoted only where it must be: if it has the delimiter, a
/// quotation mark or a line end. NULL is an unquoted empty field, empty text a quoted one. What was written reads back
/// with `CSVReader` as the same values of the same types; `append(_: Double)` says how doubles are written.
///
/// A file appears under its path only with `finish()`; a writer that is let go before removes what it wrote.
public final class CSVWriter {
  /// The number of rows written.
  public private(set) var rowCount = 0

  private let columnCount: Int
  private let delimiter: UInt8
  // The compiler's run-time check for overlapping access took a third of the time of writing. No method calls back
  // while it changes these two, so there is no overlap.
  @exclusivity(unchecked) private var buffer = RowBuffer(capacity: 256 * 1024)
  @exclusivity(unchecked) private var field = 0
  private let flushThreshold = 192 * 1024
  private let sink: ByteSink

  /// Opens the output and writes the header.
  public init(
    _ output: CSVOutput, columns: [String], options: CSVWriteOptions = CSVWriteOptions()
  ) throws(CSVError) {
    precondition(!columns.isEmpty, "a table without columns")
    precondition(
      options.delimiter < 0x80 && !"\"\r\n".utf8.contains(options.delimiter), "a delimiter that cannot be one")
    columnCount = columns.count
    delimiter = options.delimiter
    sink = try ByteSink(output, options: options)
    for column in columns {
      // A byte-order mark at the start of the file would not be read as part of the name.
      if column.utf8.starts(with: [0xEF, 0xBB, 0xBF]) {
        append(quoted: column)
      } else {
        append(column)
      }
    }
    try endLine()
  }

  /// Adds a NULL.
  public func appendNull() { separate() }

  /// Adds an integer, or NULL for `nil`.
  public func append(_ value: Int64?) {
    separate()
    if let value { buffer.append(value) }
  }

  /// Adds a double in the shortest form that reads back as the same value, always with a point or an exponent (`3.0`,
  /// `1e+16`) so that its type survives; NULL for `nil` and NaN. Infinities become `inf` and `-inf`, which read back as
  /// text.
  public func append(_ value: Double?) {
    separate()
    if let value, !value.isNaN { buffer.append(value) }
  }

  /// Adds text, or NULL for `nil`.
  public func append(_ value: String?) {
    guard var value else { return appendNull() }
    value.withUTF8 { append(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Adds text from its UTF-8 bytes, which are copied. The fast way for text that is not a string yet.
  public func append(utf8 bytes: UnsafeRawBufferPointer) {
    separate()
    buffer.append(text: bytes, delimiter: delimiter)
  }

  /// Ends the row.
  ///
  /// - Precondition: The row has a field for every column.
  /// - Throws: `CSVError` if the output cannot be written.
  public func endRow() throws(CSVError) {
    rowCount += 1
    try endLine()
  }

  /// Writes a whole row of texts; `nil` is NULL.
  public func appendRow(_ values: [String?]) throws(CSVError) {
    for value in values { append(value) }
    try endRow()
  }

  /// Writes what is left and completes the output: a file is made durable and moved to its place.
  ///
  /// - Returns: The bytes, if the output is `.memory`; else an empty array.
  @discardableResult
  public func finish() throws(CSVError) -> [UInt8] {
    precondition(field == 0, "a row that is not complete")
    try flush()
    return try sink.finish()
  }

  private func append(quoted value: String) {
    separate()
    let text = "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    for byte in text.utf8 { buffer.append(byte) }
  }

  @inline(__always)
  private func separate() {
    if field > 0 { buffer.append(delimiter) }
    field &+= 1
  }

  private func endLine() throws(CSVError) {
    precondition(field == columnCount, "a row of \(field) fields in a table of \(columnCount) columns")
    field = 0
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= flushThreshold { try flush() }
  }

  private func flush() throws(CSVError) {
    try sink.write(buffer.bytes)
    buffer.removeAll()
  }
}
