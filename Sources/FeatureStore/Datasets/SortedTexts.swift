/// Distinct texts in one piece of memory, sorted by their bytes as SQLite sorts them.
struct SortedTexts: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  /// Sorts texts.
  /// - Returns: the sorted texts, and the place of each of the given ones among them.
  static func sorting(_ values: [String]) -> (texts: SortedTexts, places: [Int64]) {
    let encoded = values.map { Array($0.utf8) }
    let order = encoded.indices.sorted { encoded[$0].lexicographicallyPrecedes(encoded[$1]) }
    var bytes: [UInt8] = []
    var starts = [0]
    var places = [Int64](repeating: 0, count: values.count)
    for (place, index) in order.enumerated() {
      bytes += encoded[index]
      starts.append(bytes.count)
      places[index] = Int64(place)
    }
    return (SortedTexts(bytes: bytes, starts: starts), places)
  }

  /// The text at a place.
  func text(_ place: Int) -> String { String(decoding: bytes[starts[place]..<starts[place + 1]], as: UTF8.self) }

  /// Negative, zero or positive as the text at a place sorts before, with or after other bytes.
  func compare(_ place: Int, with other: UnsafeRawBufferPointer) -> Int {
    let start = starts[place]
    let length = starts[place + 1] - start
    return bytes.withUnsafeBytes { own in
      for index in 0..<min(length, other.count) where own[start + index] != other[index] {
        return Int(own[start + index]) - Int(other[index])
      }
      return length - other.count
    }
  }
}
