/// `max_by(x, y)` and `min_by(x, y)`: the x of the row with the greatest or the least y. Rows whose y is NULL are left out;
/// of equal rows the first counts.
struct ExtremeRow: Aggregate {
  enum End { case greatest, least }

  private struct Candidate {
    let row: Int
    let key: SQLValue
    let value: SQLValue
  }

  private let end: End
  /// Rows that may still become the answer while older ones leave the frame: each is more extreme than those behind it.
  private var candidates: [Candidate] = []
  private var firstCandidate = 0
  private var added = 0
  private var removed = 0

  init(_ end: End) { self.end = end }

  mutating func add(_ row: FunctionArguments) {
    defer { added += 1 }
    guard !row.isNull(1) else { return }
    let key = row.value(1)
    while candidates.count > firstCandidate, let last = candidates.last, isBeaten(last.key, by: key) {
      candidates.removeLast()
    }
    candidates.append(Candidate(row: added, key: key, value: row.value(0)))
  }

  mutating func remove(_ row: FunctionArguments) {
    if firstCandidate < candidates.count, candidates[firstCandidate].row == removed { firstCandidate += 1 }
    removed += 1
    if firstCandidate > 64, firstCandidate > candidates.count / 2 {
      candidates.removeFirst(firstCandidate)
      firstCandidate = 0
    }
  }

  mutating func value() -> SQLValue {
    firstCandidate < candidates.count ? candidates[firstCandidate].value : .null
  }

  private func isBeaten(_ old: SQLValue, by new: SQLValue) -> Bool {
    end == .greatest ? ValueOrder.precedes(old, new) : ValueOrder.precedes(new, old)
  }
}

/// `arbitrary(x)`: the newest value that is not NULL.
struct AnyValue: Aggregate {
  private var kept: (row: Int, value: SQLValue)?
  private var added = 0
  private var removed = 0

  mutating func add(_ row: FunctionArguments) {
    if !row.isNull(0) { kept = (added, row.value(0)) }
    added += 1
  }

  mutating func remove(_ row: FunctionArguments) {
    removed += 1
    if let kept, kept.row < removed { self.kept = nil }
  }

  mutating func value() -> SQLValue { kept?.value ?? .null }
}

/// SQLite's order of values: numbers, text by its bytes, blobs.
enum ValueOrder {
  static func precedes(_ first: SQLValue, _ second: SQLValue) -> Bool {
    switch (first, second) {
    case (.integer(let a), .integer(let b)): return a < b
    case (.real(let a), .real(let b)): return a < b
    case (.integer(let a), .real(let b)): return Double(a) < b
    case (.real(let a), .integer(let b)): return a < Double(b)
    case (.text(let a), .text(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.blob(let a), .blob(let b)): return a.lexicographicallyPrecedes(b)
    default: return rank(first) < rank(second)
    }
  }

  private static func rank(_ value: SQLValue) -> Int {
    switch value {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}
