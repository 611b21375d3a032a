import Foundation
import GRDB
import Warehouse

/// What must be true of the temporary table `features` before anything is learned from it.
struct SourceChecks {
  let settings: ForecastSettings
  let pipeline: String

  /// Runs all checks, cheap ones first.
  func run(_ db: Database) throws {
    try checkRows(db)
    try checkIdentifiers(db)
    try checkDates(db)
    try checkLabel(db)
  }

  /// Checks that `features.sql` gave every column that `pipeline.yml` names, and none that the preparation adds itself.
  func checkColumns(_ columns: [String]) throws {
    if let reserved = columns.first(where: { PreparedTables.addedColumns.contains($0.lowercased()) }) {
      throw ForecastingError(
        code: "reserved-column", subject: "pipeline \(pipeline), features.sql, column \(reserved)",
        expected: "a name that the preparation does not use itself", found: "\"\(reserved)\"",
        remedy: "rename the column with AS")
    }
    guard let missing = settings.requiredColumns.first(where: { !columns.contains($0) }) else { return }
    throw ForecastingError(
      code: "missing-column", subject: "pipeline \(pipeline), features.sql", expected: "a column \(missing)",
      found: "the columns \(columns.joined(separator: ", "))",
      remedy: "add the column to features.sql, or take it out of pipeline.yml")
  }

  private func checkRows(_ db: Database) throws {
    guard try Row.fetchOne(db, sql: "SELECT 1 FROM temp.features LIMIT 1") == nil else { return }
    throw ForecastingError(
      code: "no-rows", subject: "pipeline \(pipeline), source.sql", expected: "rows to learn from", found: "none",
      remedy: "load data with `stockroom ingest FILE --table db.table`, or correct source.sql")
  }

  /// One row per identifier. Rows that are equal in every column are one row; rows that differ are a contradiction.
  private func checkIdentifiers(_ db: Database) throws {
    let id = Identifier.quoted(settings.recordIdentifier)
    if let row = try Int.fetchOne(db, sql: "SELECT rowid FROM temp.features WHERE \(id) IS NULL LIMIT 1") {
      throw ForecastingError(
        code: "missing-identifier", subject: "column \(settings.recordIdentifier), row \(row) of features.sql",
        expected: "an identifier in every row", found: "NULL", remedy: "correct the data or the query")
    }
    do {
      try db.execute(sql: "CREATE UNIQUE INDEX temp.features_by_identifier ON features (\(id))")
      return
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      try db.execute(
        sql: """
          CREATE TEMP TABLE distinct_features AS SELECT DISTINCT * FROM temp.features;
          DROP TABLE temp.features;
          ALTER TABLE temp.distinct_features RENAME TO features;
          """)
    }
    do {
      try db.execute(sql: "CREATE UNIQUE INDEX temp.features_by_identifier ON features (\(id))")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw try contradiction(db, id)
    }
  }

  private func contradiction(_ db: Database, _ id: String) throws -> ForecastingError {
    let twice = "SELECT \(id) FROM temp.features GROUP BY \(id) HAVING count(*) > 1"
    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(twice))") ?? 0
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM temp.features WHERE \(id) = (\(twice) ORDER BY 1 LIMIT 1) LIMIT 2")
    var found = "\(count) that stand in several rows with different content"
    if rows.count == 2 {
      let differing = rows[0].columnNames.first { rows[0][$0] as DatabaseValue != rows[1][$0] as DatabaseValue }
      let identifier: DatabaseValue = rows[0][settings.recordIdentifier]
      found += ", such as \(identifier)"
      if let differing {
        found += " with \(differing) \(rows[0][differing] as DatabaseValue) and \(rows[1][differing] as DatabaseValue)"
      }
    }
    return ForecastingError(
      code: "duplicate-identifier", subject: "column \(settings.recordIdentifier)",
      expected: "identifiers that are unique",
      found: found, remedy: "remove the wrong rows from the raw table, or choose in source.sql which row counts")
  }

  /// `+0 days` makes SQLite compute the date anew, without which it takes 30 February as it stands.
  private func checkDates(_ db: Database) throws {
    let id = Identifier.quoted(settings.recordIdentifier)
    let date = Identifier.quoted(settings.date)
    let event = Identifier.quoted(settings.eventTime)
    if let row = try Row.fetchOne(
      db, sql: "SELECT \(id), \(date) FROM temp.features WHERE (date(\(date), '+0 days') = \(date)) IS NOT TRUE LIMIT 1"
    ) {
      throw wrong(row, settings.date, "a date that exists, as YYYY-MM-DD")
    }
    if let row = try Row.fetchOne(
      db,
      sql: """
        SELECT \(id), \(event) FROM temp.features
        WHERE (strftime('%Y-%m-%dT%H:%M:%fZ', \(event), '+0 days') = \(event)) IS NOT TRUE LIMIT 1
        """)
    {
      throw wrong(row, settings.eventTime, "a UTC time as YYYY-MM-DDTHH:MM:SS.sssZ")
    }
  }

  private func checkLabel(_ db: Database) throws {
    let id = Identifier.quoted(settings.recordIdentifier)
    let label = Identifier.quoted(settings.label.column)
    if let row = try Row.fetchOne(
      db,
      sql: """
        SELECT \(id), \(label) FROM temp.features
        WHERE typeof(\(label)) NOT IN ('integer', 'real') OR abs(\(label)) > 1e300 OR \(label) < :minimum LIMIT 1
        """, arguments: ["minimum": settings.label.minimum])
    {
      let bound = settings.label.minimum.map { " of at least \($0.formatted(.number.grouping(.never)))" } ?? ""
      throw wrong(row, settings.label.column, "a number\(bound)")
    }
    let range = try Row.fetchOne(db, sql: "SELECT min(\(label)), max(\(label)) FROM temp.features")
    if let range, range[0] as DatabaseValue == range[1] as DatabaseValue {
      throw ForecastingError(
        code: "constant-label", subject: "column \(settings.label.column)", expected: "a label that varies",
        found: "\(range[0] as DatabaseValue) in every row", remedy: "check the label in pipeline.yml and features.sql")
    }
  }

  private func wrong(_ row: Row, _ column: String, _ expected: String) -> ForecastingError {
    let identifier: DatabaseValue = row[0]
    let value: DatabaseValue = row[1]
    return ForecastingError(
      code: "invalid-value", subject: "column \(column), \(settings.recordIdentifier) \(identifier)",
      expected: expected,
      found: value.isNull ? "NULL" : "\(value)",
      remedy: "correct the row in the raw table, or leave it out in source.sql")
  }
}
