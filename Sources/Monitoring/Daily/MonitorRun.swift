import GRDB
public import Warehouse

/// One pass over one day: quality, drift, performance, alerts. A day can be run again: its rows are replaced.
public struct MonitorRun: Sendable {
  private let file: MonitorFile
  private let warehouse: Warehouse

  /// Prepares the passes of a monitor.
  public init(_ file: MonitorFile, in warehouse: Warehouse) {
    self.file = file
    self.warehouse = warehouse
  }

  /// What a pass found.
  public struct Report: Sendable {
    /// The day.
    public let date: String
    /// The checks of data quality.
    public let quality: [QualityResult]
    /// The columns.
    public let drift: [DriftResult]
    /// The metrics that have grown worse, by name.
    public let degraded: [String]
    /// The alerts.
    public let alerts: [AlertResult]

    /// The alerts that are in alarm and not silenced.
    public var alarms: [AlertResult] { alerts.filter { $0.state == .alarm && !$0.isSilenced } }

    /// The day and the counts, in one line.
    public var summary: String {
      let failures = quality.count { $0.status == .fail || $0.status == .error }
      return
        "\(date): \(failures) of \(quality.count) checks fail, \(drift.count { $0.status == .drift }) columns drift, "
        + "\(degraded.count) errors have grown, \(alarms.count) alarms"
    }
  }

  /// Looks at a day.
  ///
  /// What is read comes first; the rows that say what was found are written in one transaction, the alerts and their events
  /// in a second one, which rests on them.
  /// - Throws: ``MonitoringError`` where the monitor's files are wrong, `WarehouseError` where a script fails.
  public func run(on date: String) throws -> Report {
    let date = try Day.checked(date)
    let startedAt = warehouse.surroundings.now()
    let quality = try file.settings.quality.flatMap { name in
      try QualityRun(QualityFile.named(name, in: warehouse.scripts), in: warehouse).results(
        from: date, to: date, today: date)
    }
    let drift = try self.drift(on: date)
    let performance = file.settings.performance.flatMap { settings in
      file.predictions.map { PerformanceRun(file: file, settings: settings, script: $0) }
    }
    let figures = try performance?.figures(on: date, in: warehouse) ?? []
    var degraded: [String] = []
    try warehouse.write(.mlops) { db in
      try QualityRun.store(quality, scope: date, at: startedAt, in: db)
      try DriftRun.store(drift, monitor: file.name, date: date, in: db)
      degraded =
        try performance?.store(figures, on: date, in: db).filter { $0.status == "degraded" }.map(\.metric) ?? []
    }
    let alerts = AlertRun(file: file, warehouse: warehouse)
    let values = try alerts.values(on: date)
    let results = try warehouse.write(.mlops) { db in
      let results = try alerts.decide(on: date, values: values, in: db)
      try db.execute(
        sql: "INSERT OR REPLACE INTO mlops.monitor_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          file.name, date, startedAt.description, warehouse.surroundings.now().description,
          quality.count { $0.status == .fail || $0.status == .error }, drift.count { $0.status == .drift },
          degraded.count, results.count { $0.state == .alarm },
        ])
      return results
    }
    return Report(date: date, quality: quality, drift: drift, degraded: degraded, alerts: results)
  }

  /// So many days up to one, oldest first.
  /// - Throws: ``MonitoringError`` where there is no such day.
  public func days(_ count: Int, upTo last: String) throws -> [String] {
    let last = try Day.checked(last)
    return (0..<max(1, count)).reversed().map { Day.adding(-$0, to: last) }
  }

  /// The drift of a day, without storing it.
  public func drift(on date: String) throws -> [DriftResult] {
    guard let settings = file.settings.drift else { return [] }
    return try DriftRun(file: file, settings: settings, warehouse: warehouse).results(on: Day.checked(date))
  }

  /// The newest day of the data that the first quality file is about, or the last whole day where there is none.
  /// - Throws: `WarehouseError` where the table is missing.
  public func newestDay() throws -> String {
    let yesterday = Day.adding(-1, to: warehouse.surroundings.now().day)
    guard let name = file.settings.quality.first else { return yesterday }
    let quality = try QualityFile.named(name, in: warehouse.scripts)
    guard let date = quality.date else { return yesterday }
    let table = try TableName(parsing: quality.table)
    let sql = "SELECT max(\(Identifier.quoted(date))) FROM \(table.sql)"
    let newest = try QuerySession(warehouse, for: sql).prepare(sql, origin: "table \(table)").allRows()
    if case .text(let day)? = newest.first?.first { return try Day.checked(day) }
    return yesterday
  }
}
