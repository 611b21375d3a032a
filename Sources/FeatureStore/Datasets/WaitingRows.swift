import GRDBSQLite

/// The rows of a stretch of the entity order that still wait for a record, from the last one on: the kernel of the walk.
///
/// Invariant: records come in descending order of identifier, event time and write time, so that the first record that is
/// not later than a row is its newest.
final class WaitingRows {
  /// The row that waits now; below the stretch when none does.
  var place: Int
  /// The event time of the record that was seen last.
  private(set) var event: Int64 = 0

  private let order: EntityOrder
  private let first: Int
  private let known: [UInt8]
  private var key: Int64 = 0

  init(_ order: EntityOrder, _ stretch: Range<Int>, knownUntil: String) {
    self.order = order
    first = stretch.lowerBound
    place = stretch.upperBound - 1
    known = Array(knownUntil.utf8)
  }

  /// Whether the record that was seen last serves the row that waits now.
  var isServed: Bool { place >= first && order.keys[place] == key && order.times[place] >= event }

  /// Whether a record, given by identifier, event time and write time, serves the row that waits. Rows that wait for a
  /// later identifier get nothing any more.
  func isWaiting(_ record: UnsafeMutablePointer<OpaquePointer?>) -> Bool {
    let keys = order.keys
    if let texts = order.texts {
      guard let start = sqlite3_value_text(record[0]) else { return false }
      let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(record[0])))
      var comparison = 1
      while place >= first {
        comparison = texts.compare(Int(keys[place]), with: bytes)
        guard comparison > 0 else { break }
        place -= 1
      }
      guard comparison == 0, place >= first else { return false }
      key = keys[place]
    } else {
      let identifier = sqlite3_value_int64(record[0])
      while place >= first, keys[place] > identifier { place -= 1 }
      guard place >= first, keys[place] == identifier else { return false }
      key = identifier
    }
    guard let time = Self.bytes(record[1]), let moment = EventTime(canonical: time)?.milliseconds,
      order.times[place] >= moment, let written = Self.bytes(record[2]), isKnown(written)
    else { return false }
    event = moment
    return true
  }

  private func isKnown(_ written: UnsafeRawBufferPointer) -> Bool {
    for index in 0..<min(written.count, known.count) where written[index] != known[index] {
      return written[index] < known[index]
    }
    return written.count <= known.count
  }

  private static func bytes(_ value: OpaquePointer?) -> UnsafeRawBufferPointer? {
    guard let start = sqlite3_value_text(value) else { return nil }
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
  }
}
