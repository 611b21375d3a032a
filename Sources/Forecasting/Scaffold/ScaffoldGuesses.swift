import Foundation
import Warehouse

/// What the columns of a raw table are taken for.
struct ScaffoldGuesses {
  /// A correlation with the label above this is suspicious.
  static let leakLimit = 0.95

  let facts: TableFacts
  let label: ColumnFacts
  let date: ColumnFacts
  /// `nil` where no column names a row.
  let identifier: ColumnFacts?
  /// What tells series apart; `nil` where nothing was found, empty where there is one series.
  let series: [ColumnFacts]?
  /// A column of 0 and 1, preferred as facet.
  let flag: ColumnFacts?
  /// Every column in the order of the table.
  let columns: [ColumnGuess]
  /// How many days of the week the date column has; 7 where it holds no dates.
  let weekdayCount: Int

  init(_ request: ScaffoldRequest, facts: TableFacts) throws {
    self.facts = facts
    let (date, dateReason) = try Self.date(request, facts)
    let (label, labelReason) = try Self.label(request, facts, date: date)
    let (identifier, identifierReason) = try Self.identifier(request, facts, taken: [date.name, label.name])
    let series = try SeriesGuess.find(
      facts, date: date, excluding: [label.name, date.name, identifier?.name ?? date.name])
    self.date = date
    self.label = label
    self.identifier = identifier
    self.series = series
    weekdayCount = date.holdsDays ? try facts.weekdayCount(date) : 7
    columns = try facts.columns.map { column in
      if column.name == date.name { return ColumnGuess(column: column.name, role: .date, reason: dateReason) }
      if column.name == label.name { return ColumnGuess(column: column.name, role: .label, reason: labelReason) }
      if column.name == identifier?.name {
        return ColumnGuess(column: column.name, role: .identifier, reason: identifierReason)
      }
      return try Self.other(column, facts, label: label, isSeries: series?.contains { $0.name == column.name } ?? false)
    }
    let roles = Dictionary(uniqueKeysWithValues: columns.map { ($0.column, $0.role) })
    flag =
      facts.columns.filter { $0.isFlag && roles[$0.name] == .feature && $0.valueCount == facts.rowCount }
      .enumerated().min { left, right in
        func rank(_ column: ColumnFacts) -> Int { ColumnWords(column.name).contains(anyOf: ColumnWords.facets) ? 0 : 1 }
        return (rank(left.element), left.offset) < (rank(right.element), right.offset)
      }?.element
  }

  /// The guess of a column.
  func guess(_ name: String) -> ColumnGuess? { columns.first { $0.column == name } }

  private static func date(_ request: ScaffoldRequest, _ facts: TableFacts) throws -> (ColumnFacts, String) {
    if let name = request.date {
      let column = try given(name, option: "--date", facts)
      return (column, column.holdsDays ? "given with --date" : "given with --date; it holds no dates: see source.sql")
    }
    let candidates = facts.columns.filter { $0.holdsDays && $0.valueCount == facts.rowCount }
    let named = candidates.first { ColumnWords($0.name).contains(anyOf: ColumnWords.dates) }
    if let found = named ?? candidates.first { return (found, "a date in every row") }
    throw ForecastingError(
      code: "no-date", subject: "table \(facts.table)",
      expected: "a column with a date in every row, as YYYY-MM-DD",
      found: "none among \(facts.columns.map(\.name).joined(separator: ", "))",
      remedy: "name the column that tells the day with --date COLUMN, and turn it into dates in source.sql")
  }

  private static func label(
    _ request: ScaffoldRequest, _ facts: TableFacts, date: ColumnFacts
  ) throws -> (ColumnFacts, String) {
    if let name = request.label {
      let column = try given(name, option: "--label", facts)
      guard column.isNumeric else {
        throw ForecastingError(
          code: "label", subject: "table \(facts.table), column \(column.name)", expected: "a label of numbers",
          found: "other values", remedy: "name a column of numbers with --label COLUMN")
      }
      return (column, "given with --label")
    }
    let candidates = facts.columns.filter { column in
      column.isNumeric && column.name != date.name && column.valueCount == facts.rowCount && (column.minimum ?? -1) >= 0
        && !column.isConstant(rowCount: facts.rowCount) && !column.isFlag
        && !ColumnWords(column.name).contains(anyOf: ColumnWords.notLabels)
    }
    for name in ColumnWords.labels {
      let found = candidates.filter { ColumnWords($0.name).text == name }
      if let column = found.first(where: { $0.kind == .integer }) ?? found.first {
        return (column, "named as what is sold, and at least 0 in every row")
      }
    }
    let numbers = facts.columns.filter { $0.isNumeric && $0.name != date.name }.map(\.name)
    throw ForecastingError(
      code: "no-label", subject: "table \(facts.table)",
      expected:
        "a column named as what is sold, such as units_sold, quantity, demand or sales, with numbers of at least 0",
      found: numbers.isEmpty ? "no column of numbers" : "the columns of numbers \(numbers.joined(separator: ", "))",
      remedy: "name the column to predict with --label COLUMN")
  }

  private static func identifier(
    _ request: ScaffoldRequest, _ facts: TableFacts, taken: [String]
  ) throws -> (ColumnFacts?, String) {
    if let name = request.identifier {
      let column = try given(name, option: "--id", facts)
      guard !taken.contains(column.name), column.kind != .real, column.kind != .other,
        column.valueCount == facts.rowCount, try facts.isUnique([column.name])
      else {
        throw ForecastingError(
          code: "identifier", subject: "table \(facts.table), column \(column.name)",
          expected: "another text or whole number in every row", found: "a column that does not tell all rows apart",
          remedy: "name another column with --id COLUMN, or leave the option out")
      }
      return (column, "given with --id")
    }
    for column in facts.columns {
      guard !taken.contains(column.name), column.kind == .integer || column.kind == .text,
        column.valueCount == facts.rowCount, column.distinctCount >= min(facts.rowCount, TableFacts.distinctLimit),
        ColumnWords(column.name).contains(anyOf: ColumnWords.identifiers), try facts.isUnique([column.name])
      else { continue }
      return (column, "another value in every row")
    }
    return (nil, "")
  }

  private static func given(_ name: String, option: String, _ facts: TableFacts) throws -> ColumnFacts {
    guard let column = facts.column(name) else {
      throw ForecastingError(
        code: "missing-column", subject: "option \(option)", expected: "a column of \(facts.table)",
        found: "\"\(name)\"",
        remedy: "choose one of \(facts.columns.map(\.name).joined(separator: ", "))")
    }
    return column
  }

  private static func other(
    _ column: ColumnFacts, _ facts: TableFacts, label: ColumnFacts, isSeries: Bool
  ) throws -> ColumnGuess {
    func guess(_ role: ColumnGuess.Role, _ reason: String) -> ColumnGuess {
      ColumnGuess(column: column.name, role: role, reason: reason)
    }
    if column.isConstant(rowCount: facts.rowCount) {
      return guess(.unused, column.valueCount == 0 ? "empty in every row" : "the same in every row")
    }
    switch column.kind {
    case .integer, .real:
      let correlation = try facts.correlation(of: column, with: label)
      if !isSeries, let correlation, abs(correlation) > leakLimit {
        let text = correlation.formatted(
          .number.precision(.fractionLength(3)).locale(Locale(identifier: "en_US_POSIX")))
        return guess(
          .suspect, "correlation \(text) with \(label.name): it may tell the label and not be known beforehand")
      }
      return isSeries ? guess(.series, "with the date it tells all rows apart") : guess(.feature, "a number")
    case .text:
      let count = column.distinctCount
      let codes =
        count > TableFacts.distinctLimit ? "left out of the features: many texts" : "\(count) texts become numbers"
      if isSeries { return guess(.series, "with the date it tells all rows apart; \(codes)") }
      return count > TableFacts.distinctLimit ? guess(.unused, codes) : guess(.code, codes)
    case .date, .time:
      return guess(.unused, "another date")
    case .other:
      return guess(.unused, "neither numbers nor text")
    }
  }
}

extension ColumnFacts {
  /// Whether every value names a day.
  var holdsDays: Bool { kind == .date || kind == .time }
}
