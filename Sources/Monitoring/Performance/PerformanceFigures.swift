import GRDB
import Warehouse

/// Errors per day and segment, added up by SQLite in one reading of `predictions.sql`.
///
/// The rows are first brought down to one per day and combination of segments, so that the memory needed does not grow with
/// the number of forecasts.
struct PerformanceFigures {
  let file: MonitorFile
  let settings: PerformanceSettings
  let script: SQLScript

  /// The columns of `mlops.performance_daily` after the name of the monitor, for some days.
  /// - Throws: ``MonitoringError`` where the script lacks a column, `WarehouseError` where it fails.
  func rows(from: String, to: String, in warehouse: Warehouse) throws -> [[SQLValue]] {
    let session = try QuerySession(warehouse, for: script.sql)
    let parameters = try file.values(for: script, from: from, to: to)
    // By itself first: an error then names the script's own line.
    let columns = try session.prepare(script.sql, origin: script.origin, parameters: parameters).columnNames
    try check(columns)
    let interval = settings.interval.flatMap { interval in
      columns.contains(interval.lower) && columns.contains(interval.upper) ? interval : nil
    }
    return try session.prepare(statement(interval), origin: script.origin, parameters: parameters).allRows()
  }

  private func check(_ columns: [String]) throws {
    let needed = ["date", "predicted", "actual", "seasonal_naive"] + settings.segments
    guard let missing = needed.first(where: { !columns.contains($0) }) else { return }
    throw MonitoringError(
      code: "monitor-script", subject: script.origin,
      expected: "the columns \(needed.joined(separator: ", "))", found: "no column \(missing)",
      remedy: "name the column in the script, or correct performance in monitor.yml")
  }

  private func statement(_ interval: PerformanceSettings.Interval?) -> String {
    let segments = settings.segments.map(Identifier.quoted)
    let keys = (["date"] + segments).joined(separator: ", ")
    let covered =
      interval.map { interval in
        let (lower, upper) = (Identifier.quoted(interval.lower), Identifier.quoted(interval.upper))
        return "count(\(lower) + \(upper)) AS interval_rows, sum(actual BETWEEN \(lower) AND \(upper)) AS covered_rows"
      } ?? "0 AS interval_rows, 0 AS covered_rows"
    let parts =
      [(name: "'all'", value: "'all'")]
      + zip(settings.segments, segments).map { name, column in
        (name: "'\(name.replacing("'", with: "''"))'", value: "coalesce(CAST(\(column) AS TEXT), 'none')")
      }
    let sums = parts.map { part in
      """
      SELECT
        date, \(part.name), \(part.value), sum(n_rows), sum(actual), sum(predicted),
        sqrt(sum(squared_error) / sum(n_rows)), sum(absolute_error) / sum(n_rows),
        sum(absolute_error) / nullif(sum(absolute_actual), 0), sum(error) / sum(n_rows), sum(naive_rows),
        sqrt(sum(naive_squared_error) / nullif(sum(naive_rows), 0)),
        1 - sqrt(sum(squared_error_beside_naive) / nullif(sum(naive_squared_error), 0)), sum(interval_rows),
        coalesce(sum(covered_rows), 0)
      FROM cells
      GROUP BY date, \(part.value)
      """
    }
    return """
      WITH
        cells AS MATERIALIZED (
          SELECT
            \(keys), count(*) AS n_rows, sum(actual) AS actual, sum(predicted) AS predicted,
            sum((predicted - actual) * (predicted - actual)) AS squared_error,
            sum(abs(predicted - actual)) AS absolute_error, sum(abs(actual)) AS absolute_actual,
            sum(predicted - actual) AS error, count(seasonal_naive) AS naive_rows,
            sum((seasonal_naive - actual) * (seasonal_naive - actual)) AS naive_squared_error,
            sum((predicted - actual) * (predicted - actual)) FILTER (WHERE seasonal_naive IS NOT NULL)
              AS squared_error_beside_naive,
            \(covered)
          FROM (
      \(script.sql)
          )
          WHERE date IS NOT NULL AND predicted IS NOT NULL AND actual IS NOT NULL
          GROUP BY \(keys)
        )
      \(sums.joined(separator: "\nUNION ALL\n"))
      """
  }
}
