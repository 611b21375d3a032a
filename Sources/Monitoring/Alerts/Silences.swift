import Access
import GRDB
public import Warehouse

/// Days on which an alert changes its state without telling anybody.
public struct Silences: Sendable {
  private let warehouse: Warehouse

  /// The silences of a warehouse.
  public init(_ warehouse: Warehouse) { self.warehouse = warehouse }

  /// Silences an alert of a monitor.
  /// - Parameters:
  ///   - alert: its name, or `*` for all of the monitor's.
  ///   - from, to: the first and the last day.
  /// - Returns: the id of the silence.
  /// - Throws: ``MonitoringError`` where there is no such alert, or the days are wrong.
  public func add(_ alert: String, of monitor: MonitorFile, from: String, to: String, reason: String) throws -> String {
    let known = monitor.settings.alerts.map(\.name)
    guard alert == "*" || known.contains(alert) else {
      throw MonitoringError(
        code: "unknown-alert", subject: "alert \(alert)", expected: "* or one of \(known.joined(separator: ", "))",
        found: "no such alert", remedy: "check the name")
    }
    let (first, last) = (try Day.checked(from), try Day.checked(to))
    guard first <= last else {
      throw MonitoringError(
        code: "invalid-date", subject: "silence of \(alert)", expected: "a first day before the last",
        found: "\(first) to \(last)", remedy: "correct the days")
    }
    let id = warehouse.surroundings.identifier()
    try warehouse.write(.mlops) { db in
      try db.execute(
        sql: "INSERT INTO mlops.alert_silences VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id, monitor.name, alert, first, last, reason, warehouse.surroundings.user,
          warehouse.surroundings.now().description,
        ])
      try AuditLog.append(
        "alert.silence", "\(monitor.name)/\(alert)", detail: "\(first) to \(last): \(reason)", of: warehouse, in: db)
    }
    return id
  }
}
