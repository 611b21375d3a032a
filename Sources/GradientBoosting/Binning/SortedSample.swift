/// The distinct values of a feature with the number of rows of each, from all rows or from every n-th.
struct SortedSample {
  private(set) var distinct: [Float] = []
  private(set) var counts: [Int] = []
  private(set) var hasMissing = false

  init(_ reader: FeatureReader, rowCount: Int, step: Int) {
    var keys: [UInt32] = []
    keys.reserveCapacity(rowCount / step + 1)
    var phase = 0
    FeatureCuts.forEachBlock(rowCount: rowCount, reader: reader) { values, count in
      while phase < count {
        let value = values[phase]
        if value.isNaN { hasMissing = true } else { keys.append(Self.key(of: value)) }
        phase += step
      }
      phase -= count
    }
    Self.sort(&keys)
    var index = 0
    while index < keys.count {
      var end = index + 1
      while end < keys.count, keys[end] == keys[index] { end += 1 }
      distinct.append(Self.value(of: keys[index]))
      counts.append(end - index)
      index = end
    }
  }

  /// Looks at all rows: finds values that the sample missed as long as there are at most `limit`, and missing ones.
  mutating func complete(_ reader: FeatureReader, rowCount: Int, limit: Int) {
    let table = ValueTable(distinct.count > limit ? [] : distinct)
    FeatureCuts.forEachBlock(rowCount: rowCount, reader: reader) { values, count in
      if distinct.count > limit {
        guard !hasMissing else { return }
        for index in 0..<count where values[index] != values[index] { hasMissing = true }
        return
      }
      table.withPositions { position in
        for index in 0..<count where position(values[index]) == .max { look(at: values[index]) }
      }
    }
  }

  /// Takes a value in that may be missing or new.
  private mutating func look(at value: Float) {
    guard value == value else {
      hasMissing = true
      return
    }
    var lower = 0
    var upper = distinct.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if distinct[middle] < value { lower = middle + 1 } else { upper = middle }
    }
    if lower == distinct.count || distinct[lower] != value {
      distinct.insert(value + 0, at: lower)
      counts.insert(1, at: lower)
    }
  }

  /// A key that sorts as the value does; -0 becomes 0.
  private static func key(of value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func value(of key: UInt32) -> Float {
    Float(bitPattern: key >> 31 == 1 ? key & 0x7FFF_FFFF : ~key)
  }

  /// Sorts by counting digits of 11 bits, three passes.
  private static func sort(_ keys: inout [UInt32]) {
    if keys.count < 512 {
      keys.sort()
      return
    }
    var other = [UInt32](repeating: 0, count: keys.count)
    for shift: UInt32 in [0, 11, 22] {
      var places = Array(repeating: 0, count: 2048)
      for key in keys { places[Int(key >> shift & 2047)] += 1 }
      var place = 0
      for digit in 0..<2048 {
        let count = places[digit]
        places[digit] = place
        place += count
      }
      for key in keys {
        let digit = Int(key >> shift & 2047)
        other[places[digit]] = key
        places[digit] += 1
      }
      swap(&keys, &other)
    }
  }
}
