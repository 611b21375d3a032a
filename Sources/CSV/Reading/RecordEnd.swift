/// Where a record that is not well formed ends, counted from its start.
enum RecordEnd: Equatable {
  /// At a place that is known: the record was found whole.
  case at(Int)
  /// Behind the first line feed from that place on. Quotation marks count no longer: the record has one too many or too few.
  case lineFeed(from: Int)

  /// The length of the record with its line end, if it ends within these bytes.
  func length(in bytes: [UInt8]) -> Int? {
    switch self {
    case .at(let length): length
    case .lineFeed(let start): bytes[min(start, bytes.count)...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    }
  }
}
