/// Finds the columns that tell one series from another: together with the date they tell all rows apart.
enum SeriesGuess {
  /// Tries the fewest columns first, and among those the ones whose names say store, item or the like.
  /// - Returns: the columns; none where the date alone tells rows apart; `nil` where nothing was found.
  static func find(_ facts: TableFacts, date: ColumnFacts, excluding: Set<String>) throws -> [ColumnFacts]? {
    if try facts.isUnique([date.name]) { return [] }
    let candidates = facts.columns.enumerated().filter { _, column in
      !excluding.contains(column.name) && (column.kind == .integer || column.kind == .text)
        && column.valueCount == facts.rowCount && column.distinctCount > 1 && !column.isFlag
    }
    let ranked = candidates.map { (rank: rank($0.element), offset: $0.offset, column: $0.element) }
      .sorted { ($0.rank, $0.offset) < ($1.rank, $1.offset) }
    // Named columns may come in threes and fours; of the others only one or two are tried, so that columns that tell rows
    // apart by chance are not taken.
    let named = ranked.filter { $0.rank < 2 }.map(\.column)
    for size in 1...4 {
      if let found = try first(of: size, among: named, facts, date: date) { return found }
    }
    let all = ranked.prefix(12).map(\.column)
    for size in 1...2 {
      if let found = try first(of: size, among: all, facts, date: date) { return found }
    }
    return nil
  }

  private static func rank(_ column: ColumnFacts) -> Int {
    let words = ColumnWords(column.name)
    if words.contains(anyOf: ColumnWords.keys) { return 0 }
    return words.contains(anyOf: ColumnWords.weakKeys) ? 1 : 2
  }

  private static func first(
    of size: Int, among columns: [ColumnFacts], _ facts: TableFacts, date: ColumnFacts
  ) throws -> [ColumnFacts]? {
    for choice in combinations(of: columns, size: size) {
      // Too few values to tell all rows apart, whatever they are. Counts that stopped at the limit may be anything.
      let isMany = ([date] + choice).contains { $0.distinctCount > TableFacts.distinctLimit }
      let most = ([date] + choice).reduce(1.0) { $0 * Double($1.distinctCount) }
      guard isMany || most >= Double(facts.rowCount) else { continue }
      if try facts.isUnique(choice.map(\.name) + [date.name]) { return choice }
    }
    return nil
  }

  private static func combinations(of columns: [ColumnFacts], size: Int) -> [[ColumnFacts]] {
    if size == 0 { return [[]] }
    return columns.indices.flatMap { index in
      combinations(of: Array(columns[(index + 1)...]), size: size - 1).map { [columns[index]] + $0 }
    }
  }
}
