/// A block of whole records: a value of its own that can go to another thread.
public struct CSVBatch: Sendable {
  var bytes: [UInt8] = []
  @usableFromInline var slots: [FieldSlot] = []
  var lines = LineMap()
  /// The bits of the numbers, at the places of their fields in `slots`; what stands at other places means nothing.
  var numbers: [UInt64] = []
  /// The types that the fields were read as, or none where they were not.
  public internal(set) var types: [CSVColumnType] = []

  /// The number of records.
  public internal(set) var count = 0
  /// The number of fields of every record.
  public internal(set) var columnCount = 0
  /// How many records of the file come before this batch.
  public internal(set) var firstRow = 0
  /// How many bytes of the input, compressed if it is, were read when the batch was made. For progress.
  public internal(set) var inputBytesRead = 0

  /// Creates an empty batch for a reader to fill.
  public init() {}

  /// Calls `body` with the fields of all records. They are views of the batch's memory: nothing is copied, and they
  /// must not leave the closure.
  public func withRows<Result, Failure: Error>(_ body: (CSVRows) throws(Failure) -> Result) throws(Failure) -> Result {
    try bytes.withUnsafeBufferPointer { bytes throws(Failure) in
      try slots.withUnsafeBufferPointer { slots throws(Failure) in
        // An array that was never filled may have no address; then there is no row either.
        let base = bytes.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
        return try body(CSVRows(base: base, slots: slots, count: count, columnCount: columnCount))
      }
    }
  }

  /// The physical line of the file on which a record starts; the first line of the file is 1.
  public func line(ofRow row: Int) -> Int { lines.line(ofRow: row) }

  /// The fields of a record as strings; `nil` is NULL.
  public func strings(ofRow row: Int) -> [String?] {
    withRows { rows in (0..<columnCount).map { rows[row, $0].string } }
  }

  /// Calls `body` with the fields and with the numbers that they hold: a batch whose ``types`` are known. Both are views of
  /// the batch's memory, which must not leave the closure.
  public func withTypedRows<Result, Failure: Error>(
    _ body: (CSVRows, UnsafeBufferPointer<UInt64>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(numbers.count >= count * columnCount, "a batch whose fields were read as types")
    return try withRows { rows throws(Failure) in
      try numbers.withUnsafeBufferPointer { numbers throws(Failure) in try body(rows, numbers) }
    }
  }
}
