import Foundation
public import Warehouse

/// Proposes checks from what a table holds, as Deequ's constraint suggestion does (Schelter et al., "Automating large-scale
/// data quality verification", 2018): a proposal to read and change, not a verdict.
public struct QualitySuggestion: Sendable {
  private let warehouse: Warehouse

  /// Suggestions for tables of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  private struct Facts {
    let name: String
    let present: Int
    let distinct: Int
    let numbers: Int
    let wholes: Int
    let texts: Int
    let dates: Int
    let minimum: Double?
    let maximum: Double?
  }

  /// The text of a file for `sql/quality`.
  /// - Throws: `WarehouseError` where there is no such table, ``MonitoringError`` where it is empty.
  public func yaml(_ table: TableName) throws -> String {
    let columns = try Catalog(warehouse).columns(of: table)
    let session = try QuerySession(warehouse, for: table.sql)
    let rowCount = try integer(session, "SELECT count(*) FROM \(table.sql)")
    guard rowCount > 0 else {
      throw MonitoringError(
        code: "no-rows", subject: "table \(table)", expected: "rows to learn from", found: "none",
        remedy: "load some with `stockroom ingest`")
    }
    let facts = try columns.map { try self.facts($0.name, of: table, session) }
    let date = facts.first { $0.dates == $0.present && $0.present == rowCount && $0.texts > 0 }
    var lines = ["# Proposed from \(rowCount) rows. Read it, keep what is meant, change what was chance."]
    lines.append("table: \(table)")
    if let date { lines.append("date: \(Self.plain(date.name))") }
    lines.append("checks:")
    lines.append("  - { type: row_count, minimum: 1, severity: error }")
    for column in facts {
      let name = Self.plain(column.name)
      if column.present == rowCount {
        lines.append("  - { type: complete, columns: [\(name)], severity: error }")
      } else if column.present > 0 {
        // The lower end of a 95 % interval of the share, so that chance alone does not break it.
        let share = Double(column.present) / Double(rowCount)
        let margin = 1.96 * (share * (1 - share) / Double(rowCount)).squareRoot()
        let bound = max(0, ((share - margin) * 100).rounded(.down) / 100)
        lines.append("  - { type: complete, columns: [\(name)], at_least: \(QualityStatement.number(bound)) }")
      }
      if column.distinct == rowCount && rowCount > 1 && column.wholes + column.texts == column.present {
        lines.append("  - { type: unique, columns: [\(name)], severity: error }")
        continue
      }
      if column.present > 0 && column.dates == column.present && column.texts > 0 {
        lines.append("  - { type: pattern, columns: [\(name)], pattern: '^\\d{4}-\\d{2}-\\d{2}' }")
      } else if column.present >= 20, column.distinct <= 20, column.distinct * 10 <= column.present,
        column.texts == column.present || column.wholes == column.present
      {
        let values = try session.prepare(
          "SELECT DISTINCT \(Identifier.quoted(column.name)) FROM \(table.sql) WHERE \(Identifier.quoted(column.name)) IS NOT NULL ORDER BY 1"
        ).allRows().map { Self.scalar($0[0]) }
        lines.append("  - { type: set, columns: [\(name)], values: [\(values.joined(separator: ", "))] }")
      } else if column.numbers == column.present, let low = column.minimum, let high = column.maximum, low >= 0 {
        let isShare = high <= 1 && column.wholes < column.present
        lines.append("  - { type: range, columns: [\(name)], minimum: 0\(isShare ? ", maximum: 1" : "") }")
      }
    }
    if date != nil {
      lines.append("  - { type: freshness, maximum: 2 }")
      lines.append("  - { type: row_count_change, days: 28, maximum: 0.2 }")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func facts(_ name: String, of table: TableName, _ session: QuerySession) throws -> Facts {
    let column = Identifier.quoted(name)
    let row = try session.prepare(
      """
      SELECT
        count(\(column)), count(DISTINCT \(column)),
        coalesce(sum(typeof(\(column)) IN ('integer', 'real')), 0), coalesce(sum(typeof(\(column)) = 'integer'), 0),
        coalesce(sum(typeof(\(column)) = 'text'), 0), coalesce(sum(date(substr(\(column), 1, 10)) IS substr(\(column), 1, 10)
          AND typeof(\(column)) = 'text'), 0),
        min(CASE WHEN typeof(\(column)) IN ('integer', 'real') THEN \(column) END) + 0.0,
        max(CASE WHEN typeof(\(column)) IN ('integer', 'real') THEN \(column) END) + 0.0
      FROM \(table.sql)
      """
    ).allRows()[0]
    func whole(_ index: Int) -> Int { if case .integer(let value) = row[index] { Int(value) } else { 0 } }
    func real(_ index: Int) -> Double? { if case .real(let value) = row[index] { value } else { nil } }
    return Facts(
      name: name, present: whole(0), distinct: whole(1), numbers: whole(2), wholes: whole(3), texts: whole(4),
      dates: whole(5), minimum: real(6), maximum: real(7))
  }

  private func integer(_ session: QuerySession, _ sql: String) throws -> Int {
    guard case .integer(let value)? = try session.prepare(sql).allRows().first?.first else { return 0 }
    return Int(value)
  }

  private static func scalar(_ value: SQLValue) -> String {
    switch value {
    case .integer(let integer): String(integer)
    case .real(let number): String(number)
    case .text(let text): JSONText.quoted(text)
    case .null, .blob: "null"
    }
  }

  private static func plain(_ name: String) -> String { Identifier.isPlain(name) ? name : JSONText.quoted(name) }
}
