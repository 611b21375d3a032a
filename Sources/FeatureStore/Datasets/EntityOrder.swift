import Columns

/// The rows of a request in the order of a group's table: by record identifier, then by time. Rows without an identifier
/// are left out.
struct EntityOrder: Sendable {
  /// One entry per row, ascending: the identifier, or the place of a text among the sorted texts.
  let keys: [Int64]
  let times: [Int64]
  let rows: [Int32]
  /// The distinct texts, sorted as SQLite sorts them; `nil` where identifiers are numbers.
  let texts: SortedTexts?

  private struct Entry {
    let key: Int64
    let time: Int64
    let row: Int32
  }

  init(_ column: Column, _ times: [Int64], of group: FeatureGroup) throws {
    let keys: [Int64]
    switch (column.values, group.identifierType) {
    case (.text(let text), .string):
      let sorted = SortedTexts.sorting(text.values)
      texts = sorted.texts
      keys = text.codes.map { text.values.isEmpty ? 0 : sorted.places[Int($0)] }
    case (.integer(let values), .integral):
      texts = nil
      keys = values
    case (_, .integral) where column.missingCount == column.count,
      (_, .string) where column.missingCount == column.count:
      texts = nil
      keys = Array(repeating: 0, count: column.count)
    default:
      let example = (0..<column.count).first { column.holdsValue(at: $0) }.flatMap(column.text(at:)) ?? ""
      let wanted = group.identifierType == .integral ? ("whole numbers", "INTEGER") : ("text", "TEXT")
      throw FeatureStoreError(
        code: "entity-identifier", subject: "entities, column \(column.name)",
        expected: "\(wanted.0), as \(group.recordIdentifier) of \(group.name) is", found: "values such as \(example)",
        remedy: "cast the column in the query, as in CAST(\(column.name) AS \(wanted.1))")
    }
    var entries: [Entry] = []
    entries.reserveCapacity(keys.count)
    var isSorted = true
    for row in keys.indices where column.holdsValue(at: row) {
      if let last = entries.last, (last.key, last.time) > (keys[row], times[row]) { isSorted = false }
      entries.append(Entry(key: keys[row], time: times[row], row: Int32(row)))
    }
    if !isSorted { entries.sort { $0.key != $1.key ? $0.key < $1.key : $0.time < $1.time } }
    self.keys = entries.map(\.key)
    self.times = entries.map(\.time)
    rows = entries.map(\.row)
  }

  var count: Int { keys.count }

  /// The places at which the order can be cut into so many parts of about equal length, a record never across two.
  func cuts(_ parts: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...max(1, parts) {
      var end = part == parts ? count : max(start, count * part / parts)
      while end > start, end < count, keys[end] == keys[end - 1] { end += 1 }
      if end > start { ranges.append(start..<end) }
      start = end
    }
    return ranges
  }
}
