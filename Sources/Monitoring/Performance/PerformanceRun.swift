import Evaluation
import GRDB
import Warehouse

/// What came of the forecasts: errors per day and segment, and whether they have grown.
struct PerformanceRun {
  let file: MonitorFile
  let settings: PerformanceSettings
  let script: SQLScript

  /// One test: have the daily errors grown?
  struct Degradation {
    let metric: String
    let status: String
    let reference: [Double]
    let window: [Double]
    let test: MeanIncreaseTest?
  }

  /// The first day that `date` looks back on.
  func firstDay(of date: String) -> String { Day.adding(1 - settings.windowDays - settings.referenceDays, to: date) }

  /// What is to be stored of the days that `date` looks back on.
  func figures(on date: String, in warehouse: Warehouse) throws -> [[SQLValue]] {
    try PerformanceFigures(file: file, settings: settings, script: script).rows(
      from: firstDay(of: date), to: date, in: warehouse)
  }

  /// Replaces the rows of these days, then tests them. The connection writes `mlops`.
  /// - Returns: the tests.
  func store(_ figures: [[SQLValue]], on date: String, in db: Database) throws -> [Degradation] {
    let from = firstDay(of: date)
    try db.execute(
      sql: "DELETE FROM mlops.performance_daily WHERE monitor = ? AND date BETWEEN ? AND ?",
      arguments: [file.name, from, date])
    let insert = try db.makeStatement(
      sql: "INSERT INTO mlops.performance_daily VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for row in figures {
      try insert.execute(arguments: StatementArguments([file.name.databaseValue] + row.map(\.databaseValue)))
    }
    let windowStart = Day.adding(1 - settings.windowDays, to: date)
    var tests: [Degradation] = []
    for metric in ["wape", "mean_error"] {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT date, \(metric) FROM mlops.performance_daily
          WHERE monitor = ? AND segment_name = 'all' AND date BETWEEN ? AND ? AND wape IS NOT NULL ORDER BY date
          """, arguments: [file.name, from, date])
      let values = rows.map { (date: $0[0] as String, value: $0[1] as Double) }
      tests.append(
        degradation(
          metric, reference: values.filter { $0.date < windowStart }.map(\.value),
          window: values.filter { $0.date >= windowStart }.map(\.value)))
    }
    try db.execute(
      sql: "DELETE FROM mlops.degradation_tests WHERE monitor = ? AND date = ?", arguments: [file.name, date])
    for test in tests {
      try db.execute(
        sql: "INSERT INTO mlops.degradation_tests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          file.name, date, test.metric, test.status, test.reference.count, test.window.count, test.test?.before,
          test.test?.after, test.test?.increase, test.test?.pValue,
        ])
    }
    return tests
  }

  /// The error's size must have grown by the share that matters, and surely. A mean error counts by its distance from 0.
  private func degradation(_ metric: String, reference: [Double], window: [Double]) -> Degradation {
    let isBias = metric == "mean_error"
    let before = reference
    // A bias may go either way: the test looks in the direction in which the window lies.
    let sign = isBias && window.reduce(0, +) < 0 ? -1.0 : 1.0
    guard reference.count >= 14, window.count >= 7,
      let test = MeanIncreaseTest(before.map { $0 * sign }, window.map { $0 * sign })
    else {
      return Degradation(metric: metric, status: "not_enough_days", reference: reference, window: window, test: nil)
    }
    // For the bias the yardstick is the spread of the daily bias, as its mean is about 0.
    let yardstick = isBias ? test.spread : abs(test.before)
    let isDegraded = test.pValue <= settings.significance && test.increase >= settings.increase * yardstick
    return Degradation(
      metric: metric, status: isDegraded ? "degraded" : "stable", reference: reference, window: window, test: test)
  }
}
