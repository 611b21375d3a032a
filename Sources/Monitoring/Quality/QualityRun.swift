import Foundation
public import GRDB
public import Warehouse

/// What a check of data quality found.
public struct QualityResult: Sendable, Equatable {
  /// How a check ended.
  public enum Status: String, Sendable {
    case pass = "PASS"
    case fail = "FAIL"
    /// The check could not run, for example because a column is missing.
    case error = "ERROR"
    /// There was nothing to look at.
    case noRows = "NO_ROWS"
  }

  /// The table, `database.table`.
  public let table: String
  /// The check's name.
  public let check: String
  /// The check's type.
  public let type: String
  /// How bad a failure is.
  public let severity: QualityFile.Severity
  /// How it ended.
  public let status: Status
  /// The rows looked at.
  public let rowsChecked: Int?
  /// The rows that do not comply.
  public let rowsFailed: Int?
  /// The share of rows that comply, or the figure that has bounds.
  public let observed: Double?
  /// What was expected, in words.
  public let expected: String
  /// What was found, in words.
  public let message: String

  /// Whether it failed, or could not run, as an error.
  public var stopsTraining: Bool { severity == .error && (status == .fail || status == .error) }
}

/// Runs the checks of a file, on a connection that cannot write.
public struct QualityRun: Sendable {
  private let warehouse: Warehouse
  private let file: QualityFile

  /// Prepares the checks of a table.
  public init(_ file: QualityFile, in warehouse: Warehouse) {
    self.file = file
    self.warehouse = warehouse
  }

  /// Runs all checks.
  /// - Parameters:
  ///   - from, to: the days to look at, both included; all rows where they are `nil`.
  ///   - today: the day that freshness is counted from.
  /// - Throws: ``MonitoringError`` where the file is wrong. A check whose SQL fails has the status `ERROR`.
  public func results(from: String? = nil, to: String? = nil, today: String) throws -> [QualityResult] {
    let origin = "sql/quality, table \(file.table)"
    let scope = QualityStatement.Scope(from: from, to: to, today: today)
    let database = try TableName(parsing: file.table).database
    let session = try? QuerySession(
      warehouse,
      databases: warehouse.layout.existingDatabases().filter { name in
        warehouse.layout.existingDatabases().count <= 10 || name == database
      })
    let statements = try file.checks.enumerated().map { number, check in
      try QualityStatement(
        check, number: number, of: file, scope: scope, origin: origin, library: warehouse.scripts)
    }
    let shared = try? sharedPass(statements, session)
    return try zip(file.checks, statements).enumerated().map { number, pair in
      let (check, statement) = pair
      if let row = shared?[number] { return result(check, statement, row) }
      do {
        let row = try session?.prepare(
          statement.sql, origin: "check \(check.label)", parameters: statement.parameters
        ).allRows().first
        return result(check, statement, row ?? [])
      } catch let error as WarehouseError {
        return QualityResult(
          table: file.table, check: check.label, type: check.type.rawValue, severity: check.severity ?? .warning,
          status: .error, rowsChecked: nil, rowsFailed: nil, observed: nil, expected: statement.expected,
          message: error.found.split(separator: "\n").first.map(String.init) ?? error.found)
      }
    }
  }

  /// The answers of all checks that look at each row by itself, from one pass over the table.
  /// - Throws: where one of them cannot run; they are then asked one by one, so that the others still answer.
  private func sharedPass(_ statements: [QualityStatement], _ session: QuerySession?) throws -> [Int: [SQLValue]] {
    let sharing = statements.enumerated().filter { $0.element.failure != nil }
    guard sharing.count > 1, let session else { return [:] }
    let counts = sharing.map { "coalesce(sum(CASE WHEN \($0.element.failure ?? "0") THEN 1 ELSE 0 END), 0)" }
    var parameters: [String: SQLValue] = [:]
    for entry in sharing { parameters.merge(entry.element.parameters) { $1 } }
    let row = try session.prepare(
      "SELECT count(*), \(counts.joined(separator: ", ")) FROM \(sharing[0].element.rows)", origin: "checks",
      parameters: parameters
    ).allRows()[0]
    return Dictionary(
      uniqueKeysWithValues: sharing.enumerated().map { place, entry in
        (entry.offset, [row[0], row[place + 1], SQLValue.null])
      })
  }

  private func result(_ check: QualityFile.Check, _ statement: QualityStatement, _ row: [SQLValue]) -> QualityResult {
    func integer(_ index: Int) -> Int? {
      guard index < row.count, case .integer(let value) = row[index] else { return nil }
      return Int(value)
    }
    func number(_ index: Int) -> Double? {
      guard index < row.count else { return nil }
      switch row[index] {
      case .integer(let value): return Double(value)
      case .real(let value): return value
      case .null, .text, .blob: return nil
      }
    }
    let checked = integer(0) ?? 0
    let failed = integer(1) ?? 0
    let observed = statement.isShare ? (checked > 0 ? 1 - Double(failed) / Double(checked) : nil) : number(2)
    let status: QualityResult.Status
    let message: String
    if let observed {
      let holds: Bool
      if statement.isShare {
        holds = observed >= (check.atLeast ?? 1)
      } else if check.type == .rowCountChange {
        holds = observed <= (check.maximum ?? 0.5)
      } else if check.type == .query {
        holds = observed <= (check.maximum ?? 0)
      } else {
        holds = observed >= (check.minimum ?? -.infinity) && observed <= (check.maximum ?? .infinity)
      }
      status = holds ? .pass : .fail
      message =
        statement.isShare
        ? "\(failed) of \(checked) rows do not comply" : "found \(QualityStatement.number(observed))"
    } else {
      status = .noRows
      message = "no rows to look at"
    }
    return QualityResult(
      table: file.table, check: check.label, type: check.type.rawValue, severity: check.severity ?? .warning,
      status: status, rowsChecked: checked, rowsFailed: failed, observed: observed, expected: statement.expected,
      message: message)
  }

  /// Keeps results in `mlops.quality_results`; those of the same table and scope are replaced.
  /// - Parameter scope: a day, or the id of an execution.
  public static func store(
    _ results: [QualityResult], scope: String, at time: UTCTimestamp, in db: Database
  ) throws {
    for table in Set(results.map(\.table)) {
      try db.execute(
        sql: "DELETE FROM mlops.quality_results WHERE table_name = ? AND scope = ?", arguments: [table, scope])
    }
    for result in results {
      try db.execute(
        sql: """
          INSERT INTO mlops.quality_results
            (table_name, scope, check_name, check_type, severity, status, rows_checked, rows_failed, observed, expected,
             message, checked_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          result.table, scope, result.check, result.type, result.severity.rawValue, result.status.rawValue,
          result.rowsChecked, result.rowsFailed, result.observed, result.expected, result.message, time.description,
        ])
    }
  }
}
