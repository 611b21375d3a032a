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

  /// Replaces the rows of the days that `date` looks back on, then tests them. The connection writes `mlops` and reads what
  /// the script names.
  /// - Returns: the tests.
  func run(on date: String, in db: Database) throws -> [Degradation] {
    let from = Day.adding(1 - settings.windowDays - settings.referenceDays, to: date)
    try db.createTemporaryTable(
      "monitored_predictions", as: script, ["from": .text(from), "to": .text(date)])
    try db.execute(
      sql: "DELETE FROM mlops.performance_daily WHERE monitor = ? AND date BETWEEN ? AND ?",
      arguments: [file.name, from, date])
    for segment in [nil] + settings.segments.map(Optional.some) {
      let value = segment.map { "CAST(\(Identifier.quoted($0)) AS TEXT)" } ?? "'all'"
      try db.execute(
        sql: """
          INSERT INTO mlops.performance_daily
          SELECT
            :monitor, date, :name, coalesce(\(value), 'none'), count(*), sum(actual), sum(predicted),
            sqrt(avg((predicted - actual) * (predicted - actual))), avg(abs(predicted - actual)),
            sum(abs(predicted - actual)) / nullif(sum(abs(actual)), 0), avg(predicted - actual),
            count(seasonal_naive), sqrt(avg((seasonal_naive - actual) * (seasonal_naive - actual))),
            1 - sqrt(
              avg((predicted - actual) * (predicted - actual)) FILTER (WHERE seasonal_naive IS NOT NULL)
              / nullif(avg((seasonal_naive - actual) * (seasonal_naive - actual)), 0))
          FROM temp.monitored_predictions
          WHERE date IS NOT NULL AND predicted IS NOT NULL AND actual IS NOT NULL
          GROUP BY date, 4
          """, arguments: ["monitor": file.name, "name": segment ?? "all"])
    }
    try db.execute(sql: "DROP TABLE temp.monitored_predictions")
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
