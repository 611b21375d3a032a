public import Monitoring
public import Warehouse

extension Stockroom {
  /// The names of the monitors there are.
  public var monitorNames: [String] { MonitorFile.names(in: warehouse.scripts) }

  /// The passes of a monitor over days.
  public func monitor(_ name: String) throws -> MonitorRun {
    // Monitors of endpoints find no rows, rather than no table, before anything was captured.
    try warehouse.prepare(.dataCapture)
    return try MonitorRun(MonitorFile(name, in: warehouse.scripts), in: warehouse)
  }

  /// Holds a table against the checks of its file and keeps the results.
  /// - Parameters:
  ///   - table: `database.table`.
  ///   - date: the day to look at, or `nil` for all rows.
  public func checkQuality(_ table: TableName, on date: String?) throws -> [QualityResult] {
    let now = warehouse.surroundings.now()
    let run = try QualityRun(.about(table, in: warehouse.scripts), in: warehouse)
    let results = try run.results(from: date, to: date, today: date ?? now.day)
    try warehouse.write(.mlops) { db in
      try QualityRun.store(results, scope: date ?? "all", at: now, in: db)
    }
    return results
  }

  /// Proposes checks for a table.
  public func suggestChecks(_ table: TableName) throws -> String { try QualitySuggestion(warehouse).yaml(table) }

  /// Silences an alert for some days.
  public func silence(
    _ alert: String, of monitor: String, from: String?, to: String, reason: String
  ) throws -> String {
    try Silences(warehouse).add(
      alert, of: MonitorFile(monitor, in: warehouse.scripts), from: from ?? warehouse.surroundings.now().day, to: to,
      reason: reason)
  }
}
