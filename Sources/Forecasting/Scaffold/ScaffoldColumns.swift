import Warehouse

/// The names of a new pipeline's columns: those of the table where they are free, others where the program needs a name.
struct ScaffoldColumns {
  /// A column of the table and what `source.sql` calls it.
  struct Sourced {
    let facts: ColumnFacts
    let name: String
    var isRenamed: Bool { name != facts.name }
  }

  /// A column that `features.sql` computes.
  struct Computed {
    let name: String
    let expression: String
    let remark: String?
  }

  /// Names that the steps, the feature store and the monitoring tables give to columns of their own, and SQLite's for rows.
  static let reserved: Set<String> = [
    "event_time", "high_demand", "split_type", "prediction", "seasonal_naive", "eval_timestamp_utc", "mlflow_run_id",
    "eval_date", "write_time", "api_invocation_time", "is_deleted", "rowid", "_rowid_", "oid",
  ]

  let sourced: [Sourced]
  /// The record identifier; `source.sql` numbers the rows where ``isNumbered``.
  let identifier: String
  let isNumbered: Bool
  let date: String
  /// Whether `source.sql` makes the date of a column that holds none.
  let needsDate: Bool
  let label: String
  let series: [String]?
  let calendar: [Computed]
  let codes: [Computed]
  let facet: String?
  /// The names of the model's features, and those that it does not get, with why not.
  let features: [String]
  let suspects: [(name: String, reason: String)]

  init(_ guesses: ScaffoldGuesses) {
    var taken = Self.reserved
    func free(_ wanted: String, otherwise fallback: (Int) -> String) -> String {
      var name = wanted
      var number = 1
      while !taken.insert(name.lowercased()).inserted {
        name = fallback(number)
        number += 1
      }
      return name
    }
    let kept = guesses.facts.columns.filter { column in guesses.guess(column.name)?.role != .unused }
    let sourced = kept.map { column in
      Sourced(
        facts: column,
        name: free(column.name) { number in "\(column.name)_raw" + (number == 1 ? "" : String(number)) })
    }
    self.sourced = sourced
    func name(of column: ColumnFacts) -> String { sourced.first { $0.facts.name == column.name }?.name ?? column.name }
    func added(_ wanted: String) -> String {
      free(wanted) { number in number == 1 ? "row_\(wanted)" : "row_\(wanted)_\(number)" }
    }
    isNumbered = guesses.identifier == nil
    identifier = guesses.identifier.map(name) ?? added("record_id")
    let needsDate = !guesses.date.holdsDays
    self.needsDate = needsDate
    let date = needsDate ? added("date") : name(of: guesses.date)
    self.date = date
    label = name(of: guesses.label)
    series = guesses.series?.map(name)

    let day = Identifier.quoted(date)
    func calendar(_ wanted: String, _ expression: String, _ remark: String? = nil) -> Computed {
      Computed(
        name: free(wanted) { number in "date_\(wanted)" + (number == 1 ? "" : "_\(number)") },
        expression: "CAST(\(expression) AS INTEGER)", remark: remark)
    }
    // A number of the table that has the name already says it itself.
    let numbers = Set(sourced.filter { $0.facts.isNumeric }.map { $0.name.lowercased() })
    var computed: [Computed] = []
    func add(_ wanted: String, _ expression: String, _ remark: String? = nil) {
      if !numbers.contains(wanted) { computed.append(calendar(wanted, expression, remark)) }
    }
    add("year", "strftime('%Y', \(day))")
    add("month", "strftime('%m', \(day))")
    add("day", "strftime('%d', \(day))")
    add("day_of_year", "strftime('%j', \(day))")
    var weekend: String?
    if guesses.weekdayCount > 1 {
      add("day_of_week_index", "(strftime('%w', \(day)) + 6) % 7", "Monday = 0")
      add("is_weekend", "strftime('%w', \(day)) IN ('0', '6')")
      if !needsDate, !numbers.contains("is_weekend") { weekend = computed.last?.name }
    }
    self.calendar = computed

    var features: [String] = []
    var codes: [Computed] = []
    for column in sourced {
      switch (guesses.guess(column.facts.name)?.role, column.facts.kind) {
      case (.code, _), (.series, .text):
        guard column.facts.distinctCount <= TableFacts.distinctLimit else { continue }
        let code = Computed(
          name: free("\(column.name)_code") { "\(column.name)_code_\($0 + 1)" },
          expression: Self.code(of: column), remark: nil)
        codes.append(code)
        features.append(code.name)
      case (.feature, _), (.series, _): features.append(column.name)
      // What stands in for the date is a number of its own: week 40 and week 41.
      case (.date, .integer), (.date, .real): features.append(column.name)
      default: break
      }
    }
    self.codes = codes
    self.features = features + computed.map(\.name)
    suspects = guesses.columns.filter { $0.role == .suspect }.compactMap { guess in
      sourced.first { $0.facts.name == guess.column }.map { ($0.name, guess.reason) }
    }
    facet = guesses.flag.map(name) ?? weekend
  }

  /// A number for each text. A text that is new gets none, where there are few; otherwise they are numbered in their order.
  private static func code(of column: Sourced) -> String {
    let name = Identifier.quoted(column.name)
    let literals = column.facts.texts.compactMap(ScaffoldText.literal)
    guard !literals.isEmpty, literals.count == column.facts.texts.count else {
      return "CASE WHEN \(name) IS NOT NULL THEN dense_rank() OVER (ORDER BY \(name)) END"
    }
    var lines = ["CASE \(name)"]
    for (number, literal) in literals.enumerated() { lines.append("    WHEN \(literal) THEN \(number)") }
    return (lines + ["  END"]).joined(separator: "\n")
  }
}
