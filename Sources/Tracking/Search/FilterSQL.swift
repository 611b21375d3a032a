import GRDB
public import Warehouse

/// A filter as a condition of SQL over rows called `run`. Nothing of the expression is in the text: names and values are bound.
struct FilterSQL {
  private(set) var arguments: [any DatabaseValueConvertible] = []

  mutating func condition(_ node: RunFilter.Node) -> String {
    switch node {
    case .and(let left, let right): return "(\(condition(left)) AND \(condition(right)))"
    case .or(let left, let right): return "(\(condition(left)) OR \(condition(right)))"
    case .not(let inner): return "NOT \(condition(inner))"
    case .missing(let field): return "NOT \(exists(field) { value, _ in "\(value) IS NOT NULL" })"
    case .comparison(let field, let sign, let value):
      return exists(field) { column, filter in "\(Self.typed(column, value)) \(Self.sql(sign, filter.bind(value)))" }
    case .membership(let field, let values):
      return exists(field) { column, filter in
        "(" + values.map { "\(Self.typed(column, $0)) = \(filter.bind($0))" }.joined(separator: " OR ") + ")"
      }
    }
  }

  /// That the run has the field, and its value fulfils `test`.
  private mutating func exists(_ field: RunFilter.Field, _ test: (String, inout FilterSQL) -> String) -> String {
    let (table, name): (String, String)
    switch field {
    case .attribute(let attribute):
      // One of the parser's own words.
      let column = "run.\(FilterParser.attributes[attribute] ?? "run_name")"
      return "(\(column) IS NOT NULL AND \(test(column, &self)))"
    case .metric(let metric): (table, name) = ("run_metrics", metric)
    case .param(let param): (table, name) = ("run_params", param)
    case .tag(let tag): (table, name) = ("run_tags", tag)
    }
    arguments.append(name)
    return """
      EXISTS (SELECT 1 FROM mlops.\(table) AS f
        WHERE f.mlflow_run_id = run.mlflow_run_id AND f.name = ? AND \(test("f.value", &self)))
      """
  }

  private mutating func bind(_ value: RunFilter.Value) -> String {
    switch value {
    case .number(let number): arguments.append(number)
    case .text(let text): arguments.append(text)
    }
    return "?"
  }

  /// A param is text; compared with a number it is one, where it reads as one.
  private static func typed(_ column: String, _ value: RunFilter.Value) -> String {
    guard case .number = value else { return column }
    return "iif(typeof(\(column)) <> 'text' OR \(column) GLOB '*[0-9]*', CAST(\(column) AS REAL), NULL)"
  }

  private static func sql(_ sign: String, _ mark: String) -> String {
    switch sign {
    // SQLite's LIKE does not mind case; LIKE as searches know it does.
    case "ilike": "LIKE \(mark)"
    case "like": "GLOB \(globbed(mark))"
    default: "\(sign) \(mark)"
    }
  }

  private static func globbed(_ mark: String) -> String {
    var sql = mark
    for (from, to) in [("[", "[[]"), ("*", "[*]"), ("?", "[?]"), ("%", "*"), ("_", "?")] {
      sql = "replace(\(sql), '\(from)', '\(to)')"
    }
    return sql
  }
}

extension Tracker {
  /// The runs that fulfil a filter, the newest first, with the columns of `mlops.run_overview`.
  /// - Parameter limit: at most so many.
  public func search(
    _ filter: RunFilter, experiment: String? = nil, limit: Int
  ) throws -> (columns: [String], rows: [[SQLValue]]) {
    var sql = FilterSQL()
    let condition = sql.condition(filter.root)
    var arguments = sql.arguments
    var text = """
      SELECT mlflow_run_id, experiment_name, run_name, status, started_at, round(val_rmse, 4) AS val_rmse,
        round(test_rmse, 4) AS test_rmse, round(test_r2, 4) AS test_r2, best_iteration, fit_status, note
      FROM mlops.run_overview AS run WHERE \(condition)
      """
    if let experiment {
      text += " AND experiment_name = ?"
      arguments.append(experiment)
    }
    text += " ORDER BY started_at DESC, mlflow_run_id DESC LIMIT ?"
    arguments.append(limit)
    return try warehouse.read([.mlops]) { db in
      let statement = try db.makeStatement(sql: text)
      let rows = try Row.fetchAll(statement, arguments: StatementArguments(arguments))
      return (
        statement.columnNames,
        rows.map { row in row.databaseValues.map(SQLValue.init) }
      )
    }
  }
}

extension SQLValue {
  fileprivate init(_ value: DatabaseValue) {
    self =
      switch value.storage {
      case .null: .null
      case .int64(let integer): .integer(integer)
      case .double(let number): .real(number)
      case .string(let text): .text(text)
      case .blob(let data): .blob([UInt8](data))
      }
  }
}
