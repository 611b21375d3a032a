import Columns
public import Evaluation
import GRDB
import Warehouse

/// How far one column of one day's window is from its baseline.
public struct DriftResult: Sendable, Equatable {
  /// The verdict on a column.
  public enum Status: String, Sendable {
    case stable, drift
    case notEnoughRows = "not_enough_rows"
    case leftOut = "left_out"
  }

  /// `data` or `predictions`.
  public let source: String
  /// The column.
  public let column: String
  /// The verdict.
  public let status: Status
  /// What drifted: `distribution`, `missing values`, `range`; or why there is no verdict.
  public let reason: String?
  /// Rows of the baseline and of the window.
  public let rows: (baseline: Int, current: Int)
  /// The figures, where both had enough rows.
  public let drift: ColumnDrift?
  /// The p value after correction for all columns of the day.
  public let adjustedPValue: Double?
  /// The effect that matters.
  public let threshold: Double?

  /// Two results are equal where all their parts are.
  public static func == (left: DriftResult, right: DriftResult) -> Bool {
    left.source == right.source && left.column == right.column && left.status == right.status
      && left.reason == right.reason && left.rows == right.rows && left.drift == right.drift
      && left.adjustedPValue == right.adjustedPValue && left.threshold == right.threshold
  }
}

/// Compares the rows of a window with their baseline, column by column: the same season of earlier years, or the rows of
/// `baseline.sql`.
///
/// A column drifts where the effect is large (population stability index) and significant (after Benjamini and Hochberg's
/// correction over the columns of the day), or where missing values or values out of range became frequent.
struct DriftRun {
  let file: MonitorFile
  let settings: DriftSettings
  let warehouse: Warehouse

  /// All columns of the observations, then the forecasts.
  func results(on date: String) throws -> [DriftResult] {
    var results: [DriftResult] = []
    let from = Day.adding(1 - settings.windowDays, to: date)
    if let script = file.observations {
      let current = try rows(script, from, date)
      if let own = file.baseline {
        let baseline = try rows(own, from, date)
        return try compare(baseline.rowCount > 0 ? baseline : nil, current, source: "data", only: nil)
      }
      results += try compare(seasons(script, from), current, source: "data", only: nil)
    }
    if let script = file.predictions {
      // Forecasts have no last year: they are compared with the window before.
      let current = try rows(script, from, date)
      let before = try rows(script, Day.adding(-2 * settings.windowDays, to: from), Day.adding(-1, to: from))
      if current.rowCount > 0 {
        results += try compare(
          before.rowCount > 0 ? before : nil, current, source: "predictions", only: ["predicted"])
      }
    }
    return results
  }

  /// The same weekdays of earlier years, with some days around them.
  private func seasons(_ script: SQLScript, _ from: String) throws -> ColumnTable? {
    let margin = settings.marginDays ?? 0
    var baseline: ColumnTable?
    for year in 1...max(1, settings.years ?? 1) {
      let start = Day.adding(-364 * year - margin, to: from)
      let part = try rows(script, start, Day.adding(settings.windowDays + 2 * margin - 1, to: start))
      guard part.rowCount > 0 else { continue }
      baseline = try baseline?.appending(part) ?? part
    }
    return baseline
  }

  private func rows(_ script: SQLScript, _ from: String, _ to: String) throws -> ColumnTable {
    let cursor = try file.cursor(script, from: from, to: to, in: warehouse)
    return try cursor.columnNames == LongRows.columnNames ? LongRows.table(cursor) : ColumnReader.read(cursor)
  }

  private func compare(
    _ baseline: ColumnTable?, _ current: ColumnTable, source: String, only: [String]?
  ) throws -> [DriftResult] {
    var open: [(column: Columns.Column, drift: ColumnDrift, rows: (Int, Int))] = []
    var results: [DriftResult] = []
    // Inputs and forecasts of an endpoint come from one script.
    func origin(of column: String) -> String { column == "predicted" ? "predictions" : source }
    let leftOut = DriftSettings.calendar.union(settings.leaveOut)
    func clusters(_ table: ColumnTable) -> [Columns.Column] { (settings.clusters ?? []).compactMap { table[$0] } }
    for column in current.columns where only?.contains(column.name) ?? true {
      let before = baseline?[column.name]
      let rows = (before.map { $0.count - $0.missingCount } ?? 0, column.count - column.missingCount)
      func close(_ status: DriftResult.Status, _ reason: String) {
        results.append(
          DriftResult(
            source: origin(of: column.name), column: column.name, status: status, reason: reason, rows: rows,
            drift: nil,
            adjustedPValue: nil, threshold: nil))
      }
      if leftOut.contains(column.name) {
        close(.leftOut, "calendar, key, or named under leave_out")
      } else if let before, let baseline, rows.0 >= settings.minimumRows,
        column.count >= settings.minimumRows, rows.1 > 0
      {
        let drift = try ColumnDrift(
          baseline: before, current: column, baselineClusters: clusters(baseline), currentClusters: clusters(current))
        open.append((column, drift, rows))
      } else if let before, let baseline, baseline.rowCount >= settings.minimumRows,
        column.count >= settings.minimumRows, rows.1 == 0, before.missingCount < before.count
      {
        close(.drift, "no value in the window")
      } else {
        close(.notEnoughRows, "\(rows.0) and \(rows.1) values, of \(settings.minimumRows) needed")
      }
    }
    let adjusted = FalseDiscovery.adjusted(open.map(\.drift.pValue))
    for (entry, p) in zip(open, adjusted) {
      let own = settings.columns?[entry.column.name]
      let threshold = own?.psi ?? settings.psi
      var reasons: [String] = []
      if entry.drift.populationStability >= threshold && p <= own?.significance ?? settings.significance {
        reasons.append("distribution")
      }
      if entry.drift.currentMissingRate - entry.drift.baselineMissingRate
        >= own?.missingRate ?? settings.missingRate
      {
        reasons.append("missing values")
      }
      if entry.drift.outsideShare >= own?.outside ?? settings.outside { reasons.append("range") }
      results.append(
        DriftResult(
          source: origin(of: entry.column.name), column: entry.column.name, status: reasons.isEmpty ? .stable : .drift,
          reason: reasons.isEmpty ? nil : reasons.joined(separator: ", "), rows: entry.rows, drift: entry.drift,
          adjustedPValue: p, threshold: threshold))
    }
    return results
  }

  /// Replaces the rows of a day.
  static func store(_ results: [DriftResult], monitor: String, date: String, in db: Database) throws {
    try db.execute(
      sql: "DELETE FROM mlops.drift_results WHERE monitor = ? AND date = ?", arguments: [monitor, date])
    for result in results {
      let drift = result.drift
      let values: [(any DatabaseValueConvertible)?] = [
        monitor, date, result.source, result.column, result.status.rawValue, result.reason, result.rows.baseline,
        result.rows.current, drift?.baselineEffectiveSize, drift?.currentEffectiveSize, drift?.populationStability,
        drift?.jensenShannon, drift?.kolmogorovSmirnov, drift?.wasserstein, drift?.cramersV, drift?.test.rawValue,
        drift?.pValue, result.adjustedPValue, result.threshold, drift?.baselineMean, drift?.currentMean,
        drift?.baselineMissingRate, drift?.currentMissingRate, drift?.outsideShare,
      ]
      let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
      try db.execute(sql: "INSERT INTO mlops.drift_results VALUES (\(marks))", arguments: StatementArguments(values))
    }
  }
}
