import Forecasting
import Foundation
import GRDB
import Monitoring
import Pipelines
import SampleData
public import Warehouse

/// A proof of the monitoring: a year of generated days with planted faults, watched day by day by the monitor that ships.
///
/// The retail pipeline trains on three clean years in a warehouse of its own; then every day of a fourth year is scored with
/// that model and looked at once, in its order, as the daily job would.
public struct Rehearsal: Sendable {
  /// What became of a fault, or of the clean days.
  public struct Finding: Sendable {
    /// The fault.
    public let name: String
    /// Its first and last day.
    public let days: String
    /// Days from the first faulty day to the first alarm, counting it as 1; `nil` where there was none.
    public let daysUntilAlarm: Int?
    /// The alerts that went off because of it, first to last.
    public let alerts: [String]
  }

  /// The findings of a rehearsal.
  public struct Report: Sendable {
    /// One per fault, in their order.
    public let faults: [Finding]
    /// Alarms that went off on days that no fault touches: day and alert.
    public let falseAlarms: [String]
    /// The days that no fault touches.
    public let cleanDays: Int
  }

  private let stores: Int
  private let seed: UInt64

  /// Prepares a rehearsal with so many stores.
  public init(stores: Int, seed: UInt64) {
    self.stores = stores
    self.seed = seed
  }

  private static let historyDays = 1_096
  private static let monitoredDays = 365
  private static let firstDay = "2022-01-01"

  /// Runs it in an empty warehouse.
  /// - Parameter progress: is told the day that is looked at.
  public func run(in warehouse: Warehouse, progress: (String) -> Void) throws -> Report {
    let stockroom = Stockroom(warehouse)
    let start = try prepareYears(warehouse)
    let file = try PipelineFile("retail_demand", in: warehouse.scripts)
    progress("training on the clean years")
    let result = try stockroom.executor.run(
      file, parameters: [("RMSEThreshold", "1e9"), ("R2Threshold", "-1e9")], observer: NoObserver())
    try plantYear(warehouse, from: start)
    progress("scoring the year")
    try score(warehouse, file: file, execution: result.execution, from: start)
    let monitor = try stockroom.monitor("retail_demand")
    for day in 0..<Self.monitoredDays {
      let date = try Self.date(start, day, warehouse)
      progress(date)
      _ = try monitor.run(on: date)
    }
    return try report(warehouse, from: start)
  }

  /// Loads all years under another name and the clean ones as the pipeline's table.
  private func prepareYears(_ warehouse: Warehouse) throws -> String {
    let folder = warehouse.layout.objects.appending(path: "rehearsal", directoryHint: .isDirectory)
    let path = folder.appending(path: "all_days.csv").path
    let parameters = try RetailParameters(
      stores: stores, days: Self.historyDays + Self.monitoredDays, startDate: Self.firstDay, seed: seed)
    try DataGeneration.run(parameters, to: path) { _ in }
    try CSVIngestion(warehouse).load(IngestSource(path: path), into: TableName(parsing: "retail_demand.all_days"))
    let start = try Self.date(Self.firstDay, Self.historyDays, warehouse)
    try warehouse.write(DatabaseName("retail_demand")) { db in
      try db.execute(
        sql: "CREATE TABLE retail_demand.demand_product AS SELECT * FROM retail_demand.all_days WHERE date < ?",
        arguments: [start])
      try db.execute(sql: "CREATE INDEX retail_demand.demand_product_by_date ON demand_product (date)")
    }
    return start
  }

  private func plantYear(_ warehouse: Warehouse, from start: String) throws {
    let spans = try PlantedFault.all.map { fault in
      (
        fault, try Self.date(start, fault.firstDay, warehouse),
        try Self.date(start, fault.firstDay + fault.length - 1, warehouse)
      )
    }
    try warehouse.write(DatabaseName("retail_demand")) { db in
      try db.execute(
        sql: "INSERT INTO retail_demand.demand_product SELECT * FROM retail_demand.all_days WHERE date >= ?",
        arguments: [start])
      for (fault, from, to) in spans { try db.execute(sql: fault.sql, arguments: ["from": from, "to": to]) }
    }
  }

  /// Forecasts of the year, where the monitor looks for them.
  private func score(_ warehouse: Warehouse, file: PipelineFile, execution: String, from start: String) throws {
    let database = try DatabaseName("retail_demand")
    let table = TableName(database, "rehearsed_days")
    let columns = try warehouse.write(database) { db in
      try db.createTemporaryTable("source", as: file.script("source.sql"))
      try db.execute(sql: "DELETE FROM temp.source WHERE date < ?", arguments: [start])
      try db.createTemporaryTable("features", as: file.script("features.sql"))
      try db.execute(sql: "CREATE TABLE \(table.sql) AS SELECT * FROM temp.features")
      return try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_info(?, ?)", arguments: [table.table, database.description])
    }
    let predictions = try TableScoring(execution: execution, of: file, in: warehouse).predictions(of: table)
    let monitoring = try DatabaseName("monitor_retail_demand")
    let names = columns.map(Identifier.quoted).joined(separator: ", ")
    try warehouse.write(monitoring, reading: [database]) { db in
      try db.execute(sql: "CREATE TEMP TABLE forecasts (id INTEGER PRIMARY KEY, prediction REAL NOT NULL)")
      for entry in predictions {
        try db.execute(
          sql: "INSERT INTO temp.forecasts VALUES (?, ?)",
          arguments: [entry.identifier.databaseValue, max(0, entry.prediction)])
      }
      try db.execute(
        sql: """
          INSERT INTO monitor_retail_demand.test_predictions
            (\(names), high_demand, split_type, prediction, eval_timestamp_utc, mlflow_run_id, eval_date, seasonal_naive)
          SELECT
            \(columns.map { "day.\(Identifier.quoted($0))" }.joined(separator: ", ")), 0, 'test', forecasts.prediction,
            latest.eval_timestamp_utc, latest.mlflow_run_id, latest.eval_date, before.units_sold
          FROM \(table.sql) AS day
          JOIN temp.forecasts ON forecasts.id = day.record_id
          CROSS JOIN (
            SELECT * FROM monitor_retail_demand.evaluation_summary ORDER BY eval_timestamp_utc DESC LIMIT 1) AS latest
          LEFT JOIN \(table.sql) AS before
            ON before.store_id = day.store_id AND before.date = date(day.date, '-7 days')
          """)
      try db.execute(
        sql: "CREATE INDEX monitor_retail_demand.test_predictions_by_date ON test_predictions (date)")
    }
  }

  private func report(_ warehouse: Warehouse, from start: String) throws -> Report {
    let alarms = try warehouse.read([.mlops]) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT CAST(julianday(date) - julianday(?) AS INTEGER), alert_name, date FROM mlops.alert_days
          WHERE state = 'ALARM' AND from_state <> 'ALARM' ORDER BY date, alert_name
          """, arguments: [start]
      ).map { (day: $0[0] as Int, alert: $0[1] as String, date: $0[2] as String) }
    }
    func touched(_ fault: PlantedFault) -> Range<Int> { fault.firstDay..<(fault.firstDay + fault.length + fault.tail) }
    let findings = try PlantedFault.all.map { fault -> Finding in
      let own = alarms.filter { touched(fault).contains($0.day) }
      let days =
        try "\(Self.date(start, fault.firstDay, warehouse)) to "
        + Self.date(start, fault.firstDay + fault.length - 1, warehouse)
      return Finding(
        name: fault.name, days: days, daysUntilAlarm: own.first.map { $0.day - fault.firstDay + 1 },
        alerts: own.map { "\($0.alert) (day \($0.day - fault.firstDay + 1))" })
    }
    let clean = (0..<Self.monitoredDays).filter { day in !PlantedFault.all.contains { touched($0).contains(day) } }
    let falseAlarms = alarms.filter { clean.contains($0.day) }.map { "\($0.date) \($0.alert)" }
    return Report(faults: findings, falseAlarms: falseAlarms, cleanDays: clean.count)
  }

  private static func date(_ start: String, _ days: Int, _ warehouse: Warehouse) throws -> String {
    try warehouse.read([.mlops]) { db in
      try String.fetchOne(db, sql: "SELECT date(?, ?)", arguments: [start, "\(days) days"]) ?? start
    }
  }
}

/// Tells nobody how an execution goes on.
private struct NoObserver: ExecutionObserver {
  func executionStarted(_ execution: String, pipeline: String, stepCount: Int) {}
  func stepStarted(_ step: PipelineStep, number: Int) {}
  func stepProgressed(_ step: PipelineStep, _ text: String) {}
  func stepEnded(_ step: PipelineStep, status: StepStatus, seconds: Double, message: String) {}
}
