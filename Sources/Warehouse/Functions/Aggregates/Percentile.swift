/// `approx_percentile(x, percentage)` and `approx_percentile(x, weight, percentage)`.
///
/// Athena approximates; here the answer is exact: of the n values in order, the one at place ⌊percentage · n⌋, counted from
/// 0. That is what Trino's digest says as long as it keeps every value for itself. Integers give an integer.
struct Percentile: Aggregate {
  private struct Entry {
    let value: Double
    let weight: Double
  }

  private var sorted: [Entry] = []
  /// Values that have not been put in order yet.
  private var pending: [Entry] = []
  private var realCount = 0
  private var percentage: Double?

  mutating func add(_ row: FunctionArguments) throws(FunctionError) {
    guard let entry = try entry(row) else { return }
    pending.append(entry)
    if !Self.isWhole(row) { realCount += 1 }
  }

  mutating func remove(_ row: FunctionArguments) throws(FunctionError) {
    guard let entry = try entry(row) else { return }
    putInOrder()
    var place = Self.place(of: entry.value, in: sorted)
    while place < sorted.count, sorted[place].weight != entry.weight { place += 1 }
    if place < sorted.count { sorted.remove(at: place) }
    if !Self.isWhole(row) { realCount -= 1 }
  }

  mutating func value() -> SQLValue {
    putInOrder()
    guard let percentage, let last = sorted.last else { return .null }
    let total = sorted.reduce(0) { $0 + $1.weight }
    let target = (percentage * total).rounded(.down)
    var answer = last.value
    if total == Double(sorted.count) {
      answer = sorted[min(Int(target), sorted.count - 1)].value
    } else {
      var soFar = 0.0
      for entry in sorted {
        soFar += entry.weight
        if soFar > target {
          answer = entry.value
          break
        }
      }
    }
    return realCount == 0 ? .integer(Int64(answer)) : .real(answer)
  }

  /// Integers that a double holds exactly.
  private static func isWhole(_ row: FunctionArguments) -> Bool {
    guard row.isInteger(0), let number = try? row.number(0) else { return false }
    return number.magnitude <= 0x1p53
  }

  private mutating func entry(_ row: FunctionArguments) throws(FunctionError) -> Entry? {
    let last = row.count - 1
    guard let percentage = try row.number(last), (0...1).contains(percentage) else {
      throw row.mismatch(last, "a percentage from 0 to 1")
    }
    guard self.percentage == nil || self.percentage == percentage else {
      throw FunctionError("\(row.function): the percentage must be the same in every row")
    }
    self.percentage = percentage
    guard let value = try row.number(0) else { return nil }
    guard row.count == 3 else { return Entry(value: value, weight: 1) }
    guard let weight = try row.number(1) else { return nil }
    guard weight > 0, weight < 1e15 else { throw row.mismatch(1, "a weight above 0") }
    return Entry(value: value, weight: weight)
  }

  /// The first place whose value is not below `value`.
  private static func place(of value: Double, in sorted: [Entry]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].value < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func putInOrder() {
    if pending.count <= 8 {
      for entry in pending { sorted.insert(entry, at: Self.place(of: entry.value, in: sorted)) }
    } else {
      sorted += pending
      sorted.sort { $0.value < $1.value }
    }
    pending.removeAll(keepingCapacity: true)
  }
}
