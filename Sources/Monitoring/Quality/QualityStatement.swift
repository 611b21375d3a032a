import Warehouse

/// The SELECT of a check: one row with the rows looked at, those that fail, and the figure that is held against the bounds.
struct QualityStatement {
  let sql: String
  let parameters: [String: SQLValue]
  /// What the check expects, in words.
  let expected: String
  /// For a check that looks at each row by itself: the condition of a row that fails, and the rows; several such checks can
  /// share one pass over the table.
  let failure: String?
  let rows: String
  /// Whether the figure is the share of rows that comply; else a number with bounds of its own.
  let isShare: Bool

  /// The days to look at; both `nil` for all.
  struct Scope {
    let from: String?
    let to: String?
    /// The day that counts as today.
    let today: String
  }

  /// - Parameter number: tells the parameters of this check from those of others in one statement.
  init(
    _ check: QualityFile.Check, number: Int, of file: QualityFile, scope: Scope, origin: String, library: SQLLibrary
  ) throws {
    let table = try TableName(parsing: file.table)
    let columns = (check.columns ?? []).map(Identifier.quoted)
    func need<Value>(_ value: Value?, _ key: String) throws -> Value {
      guard let value else {
        throw MonitoringError(
          code: "monitor-yaml", subject: "\(origin), check \(check.label)", expected: "the key \(key)", found: "none",
          remedy: "correct the file")
      }
      return value
    }
    if columns.isEmpty, ![.rowCount, .expression, .freshness, .rowCountChange, .query].contains(check.type) {
      _ = try need(nil as String?, "columns")
    }
    var parameters: [String: SQLValue] = [:]
    func bind(_ name: String, _ value: SQLValue) -> String {
      let own = name == "from" || name == "to" ? name : "\(name)_\(number)"
      parameters[own] = value
      return ":" + own
    }
    var conditions: [String] = []
    if let date = file.date.map(Identifier.quoted) {
      if let from = scope.from { conditions.append("\(date) >= \(bind("from", .text(from)))") }
      if let to = scope.to { conditions.append("\(date) <= \(bind("to", .text(to)))") }
    }
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let rows = "\(table.sql)\(filter)"
    /// Rows fail where `failure` holds; NULL is no failure.
    var failure: String?
    func each(_ condition: String) -> String {
      failure = condition
      return "SELECT count(*), coalesce(sum(CASE WHEN \(condition) THEN 1 ELSE 0 END), 0), NULL FROM \(rows)"
    }
    var isShare = true
    let share = "at least \(Self.percent(check.atLeast ?? 1)) of the rows"
    switch check.type {
    case .rowCount:
      isShare = false
      sql = "SELECT count(*), 0, count(*) FROM \(rows)"
      expected = Self.bounds(check, "rows")
    case .complete:
      sql = each(columns.map { "\($0) IS NULL" }.joined(separator: " OR "))
      expected = "a value in \(share)"
    case .unique:
      let key = columns.joined(separator: ", ")
      sql = """
        SELECT coalesce(sum(n), 0), coalesce(sum(CASE WHEN n > 1 THEN n ELSE 0 END), 0), NULL
        FROM (SELECT count(*) AS n FROM \(rows) GROUP BY \(key))
        """
      expected = "a combination of its own in \(share)"
    case .range:
      var tests: [String] = []
      for column in columns {
        if let minimum = check.minimum { tests.append("\(column) < \(bind("minimum", .real(minimum)))") }
        if let maximum = check.maximum { tests.append("\(column) > \(bind("maximum", .real(maximum)))") }
      }
      guard !tests.isEmpty else {
        _ = try need(nil as Double?, "minimum or maximum")
        throw MonitoringError(code: "monitor-yaml", subject: origin, found: "no bounds")
      }
      sql = each(tests.joined(separator: " OR "))
      expected = "\(Self.bounds(check, "")) in \(share)"
    case .set:
      let list = try need(check.values, "values")
      let values = bind("values", .text("[\(list.map(\.json).joined(separator: ","))]"))
      let tests = columns.map { "(\($0) IS NOT NULL AND \($0) NOT IN (SELECT value FROM json_each(\(values))))" }
      sql = each(tests.joined(separator: " OR "))
      expected =
        "one of \(list.prefix(8).map(\.json).joined(separator: ", "))\(list.count > 8 ? ", …" : "") in \(share)"
    case .pattern:
      let pattern = try need(check.pattern, "pattern")
      let name = bind("pattern", .text(pattern))
      sql = each(columns.map { "NOT regexp_like(\($0), \(name))" }.joined(separator: " OR "))
      expected = "the pattern \(pattern) in \(share)"
    case .expression:
      let expression = try need(check.expression, "expression")
      sql = each("NOT (\(expression))")
      expected = "\(expression) in \(share)"
    case .correlation:
      isShare = false
      guard columns.count == 2 else { throw Self.wrongColumns(origin, check, "two columns") }
      sql = "SELECT count(*), 0, corr(\(columns[0]), \(columns[1])) FROM \(rows)"
      expected = Self.bounds(check, "correlation")
    case .freshness:
      isShare = false
      let date = try Identifier.quoted(need(check.columns?.first ?? file.date, "columns or date"))
      let today = bind("today", .text(scope.today))
      parameters["from"] = nil
      parameters["to"] = nil
      sql = """
        SELECT count(*), 0, julianday(\(today)) - julianday(max(\(date))) FROM \(table.sql) WHERE \(date) <= \(today)
        """
      expected = Self.bounds(check, "days since the newest row")
    case .reference:
      let parts = try need(check.references, "references").split(separator: ".").map(String.init)
      guard parts.count == 3, columns.count == 1 else {
        throw Self.wrongColumns(origin, check, "one column, and references as database.table.column")
      }
      let target = try TableName(parsing: "\(parts[0]).\(parts[1])")
      let column = Identifier.quoted(parts[2])
      sql = each(
        """
        \(columns[0]) IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM \(target.sql) AS "referenced" WHERE "referenced".\(column) = \(table.sql).\(columns[0]))
        """)
      expected = "a row of \(target) in \(share)"
    case .rowCountChange:
      isShare = false
      let date = try Identifier.quoted(need(file.date, "date"))
      let to = bind("day", .text(scope.to ?? scope.today))
      let days = bind("days", .integer(Int64(check.days ?? 28)))
      parameters["from"] = nil
      parameters["to"] = nil
      sql = """
        WITH
          newest AS (SELECT max(\(date)) AS day FROM \(table.sql) WHERE \(date) <= \(to)),
          counted AS (
            SELECT \(date) AS day, count(*) AS n FROM \(table.sql), newest
            WHERE \(date) <= newest.day AND \(date) >= date(newest.day, '-' || \(days) || ' days') GROUP BY 1
          )
        SELECT
          coalesce(sum(n), 0), 0,
          abs(avg(n) FILTER (WHERE counted.day = newest.day) / avg(n) FILTER (WHERE counted.day < newest.day) - 1)
        FROM counted, newest
        """
      expected = "at most \(Self.percent(check.maximum ?? 0.5)) from the mean of \(check.days ?? 28) days"
    case .stuck:
      let date = try Identifier.quoted(need(file.date, "date"))
      let days = check.days ?? 3
      let series = (check.by ?? []).map(Identifier.quoted).joined(separator: ", ")
      let partition = series.isEmpty ? "" : "PARTITION BY \(series) "
      let to = bind("day", .text(scope.to ?? scope.today))
      let span = bind("days", .integer(Int64(days - 1)))
      parameters["from"] = nil
      parameters["to"] = nil
      sql = """
        WITH
          newest AS (SELECT max(\(date)) AS day FROM \(table.sql) WHERE \(date) <= \(to)),
          recent AS (
            SELECT
              \(date) AS day, \(columns[0]) AS reading,
              min(\(columns[0])) OVER series AS lowest, max(\(columns[0])) OVER series AS highest,
              count(\(columns[0])) OVER series AS readings
            FROM \(table.sql), newest
            WHERE \(date) <= newest.day AND \(date) >= date(newest.day, '-' || \(span) || ' days')
            WINDOW series AS (\(partition)ORDER BY \(date) ROWS \(days - 1) PRECEDING)
          )
        SELECT count(*), coalesce(sum(CASE WHEN lowest = highest AND readings = \(days) THEN 1 ELSE 0 END), 0), NULL
        FROM recent, newest WHERE recent.day = newest.day AND reading IS NOT NULL
        """
      expected = "another value than on the \(days - 1) days before in \(share)"
    case .query:
      isShare = false
      let script = try library.script("quality/\(need(check.query, "query")).sql")
      sql = "SELECT count(*), count(*), count(*) FROM (\n\(script.sql)\n)"
      for parameter in script.parameters {
        switch parameter.name {
        case "from": parameters["from"] = scope.from.map(SQLValue.text) ?? .null
        case "to": parameters["to"] = scope.to.map(SQLValue.text) ?? .null
        default: parameters[parameter.name] = .null
        }
      }
      for name in ["from", "to"] where !script.parameters.contains(where: { $0.name == name }) {
        parameters[name] = nil
      }
      expected = "no row: \(script.question)"
    }
    self.parameters = parameters
    self.failure = failure
    self.rows = rows
    self.isShare = isShare
  }

  private static func wrongColumns(_ origin: String, _ check: QualityFile.Check, _ expected: String) -> MonitoringError
  {
    MonitoringError(
      code: "monitor-yaml", subject: "\(origin), check \(check.label)", expected: expected,
      found: (check.columns ?? []).joined(separator: ", "), remedy: "correct the file")
  }

  static func percent(_ share: Double) -> String { "\(number(share * 100)) %" }

  static func number(_ value: Double) -> String {
    let rounded = (value * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }

  private static func bounds(_ check: QualityFile.Check, _ what: String) -> String {
    let name = what.isEmpty ? "" : "\(what) "
    switch (check.minimum, check.maximum) {
    case (let low?, let high?): return "\(name)from \(number(low)) to \(number(high))"
    case (let low?, nil): return "\(name)at least \(number(low))"
    case (nil, let high?): return "\(name)at most \(number(high))"
    case (nil, nil): return "\(name)of any number"
    }
  }
}
